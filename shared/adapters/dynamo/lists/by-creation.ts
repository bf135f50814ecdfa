import type { PageAsk, Position } from '#shared/app/lists.ts';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Item } from '../item-kind.ts';
import { type IndexName, tableShape } from '../keys.ts';
import { queryFirst } from '../read.ts';
import type { Table } from '../table.ts';

/** Entries of an index whose sort key is `<createdAt>#<id>`, newest first, over all shards of one list. */
export type ByCreation = {
  readonly index: IndexName;
  /** One partition key for each shard. */
  readonly partitions: readonly string[];
  readonly createdAfter?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
};

export type Entry = Position & { readonly item: Item };

/** Between these keys, both included; after every real key where nothing is asked for. */
const boundsOf = (
  { createdAfter, createdBefore }: ByCreation,
  after: Position | undefined,
): [string, string] => {
  const from = createdAfter === undefined ? '0' : `${iso(createdAfter)}#~`;
  const before = createdBefore === undefined ? '~' : iso(createdBefore);
  const reached = after === undefined ? '~' : `${after.sort}#${after.id}`;
  return [from, before < reached ? before : reached];
};

const entryOf = (item: Item, sortKey: string): Entry => {
  const [sort = '', id = ''] = String(item[sortKey]).split('#');
  return { sort, id, item };
};

const newestFirst = (a: Entry, b: Entry): number => (`${a.sort}#${a.id}` < `${b.sort}#${b.id}` ? 1 : -1);

/**
 * One page of entries over all shards: each shard is asked for a whole page, so that the merged page is exact. `createdAfter` and
 * `createdBefore` exclude their own instant.
 */
export const pageByCreation = async (
  table: Table,
  list: ByCreation,
  page: PageAsk,
): Promise<{ entries: readonly Entry[]; next: Position | undefined }> => {
  const { partitionKey, sortKey } = tableShape.indexes[list.index];
  const [from, to] = boundsOf(list, page.after);
  if (from > to) return { entries: [], next: undefined };
  const shards = await Promise.all(
    list.partitions.map((partition) =>
      // One more to know whether there is more, and one that may be the entry the last page ended with.
      queryFirst(table, page.limit + 2, {
        IndexName: list.index,
        KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ':pk': partition, ':from': from, ':to': to },
        ScanIndexForward: false,
      }),
    ),
  );
  const all = shards
    .flatMap((items) => items.map((item) => entryOf(item, sortKey)))
    .filter(({ sort, id }) => page.after === undefined || sort !== page.after.sort || id !== page.after.id)
    .sort(newestFirst);
  const entries = all.slice(0, page.limit);
  const last = entries.at(-1);
  const more = all.length > entries.length && last !== undefined;
  return { entries, next: more ? { sort: last.sort, id: last.id } : undefined };
};
