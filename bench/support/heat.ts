import { writeUnits } from '#local/engines/dynamodb/capacity.ts';
import { itemSize } from '#local/engines/dynamodb/item-size.ts';
import type { AttributeMap } from '#local/engines/dynamodb/types.ts';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';

/** One change of an item: how it was and how it is; `undefined`: not there. */
export type Change = { readonly before: AttributeMap | undefined; readonly after: AttributeMap | undefined };

type Index = (typeof tableShape.indexes)[keyof typeof tableShape.indexes];
type Row = { readonly partition: string; readonly sort: string; readonly item: AttributeMap };

/** Every write of the product that matters for heat is part of a transaction, which costs a table twice and an index once. */
const TRANSACTION = 2;

/**
 * Write units by partition key, `table CNT#…` or `gsi1 TT#…`. An index is charged for what changes in it: nothing where its entry stays,
 * both entries where the key moves.
 */
export const unitsByKey = (changes: readonly Change[]): Map<string, number> => {
  const units = new Map<string, number>();
  const add = (key: string, more: number): void => void units.set(key, (units.get(key) ?? 0) + more);
  for (const change of changes) {
    const { before, after } = change;
    const partition = (after ?? before)?.[tableShape.partitionKey]?.S ?? '';
    const bytes = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
    add(`table ${partition}`, writeUnits(bytes) * TRANSACTION);
    for (const [name, index] of Object.entries(tableShape.indexes)) {
      for (const [key, more] of indexUnits(change, index)) add(`${name} ${key}`, more);
    }
  }
  return units;
};

const indexUnits = ({ before, after }: Change, index: Index): [string, number][] => {
  const [was, is] = [rowIn(before, index), rowIn(after, index)];
  if (was && is && was.partition === is.partition && was.sort === is.sort) {
    if (JSON.stringify(was.item) === JSON.stringify(is.item)) return [];
    return [[is.partition, writeUnits(Math.max(itemSize(was.item), itemSize(is.item)))]];
  }
  return [was, is].flatMap((row): [string, number][] =>
    row ? [[row.partition, writeUnits(itemSize(row.item))]] : [],
  );
};

/** What an index holds of an item; nothing where the item lacks the index's keys. */
export const rowIn = (item: AttributeMap | undefined, index: Index): Row | undefined => {
  const partition = item?.[index.partitionKey]?.S;
  const sort = item?.[index.sortKey]?.S;
  if (item === undefined || partition === undefined || sort === undefined) return undefined;
  const held: readonly string[] = [
    tableShape.partitionKey,
    tableShape.sortKey,
    index.partitionKey,
    index.sortKey,
    ...index.projection,
  ];
  const entries = held.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]] as const]));
  return { partition, sort, item: Object.fromEntries(entries) };
};

/** The changes that a table's stream of new images tells of, in their order, each with the image before it. */
export const changesOf = (
  records: readonly { readonly keys: object; readonly newImage?: object }[],
): Change[] => {
  const images = new Map<string, AttributeMap>();
  return records.map(({ keys, newImage }) => {
    const name = JSON.stringify(keys);
    const before = images.get(name);
    const after = newImage as AttributeMap | undefined;
    if (after) images.set(name, after);
    else images.delete(name);
    return { before, after };
  });
};
