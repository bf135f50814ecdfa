import type { Batch, Walk } from '#shared/app/exports/sources.ts';
import type { Kind, Records } from '#shared/app/records.ts';
import { itemKindOf } from '../items/index.ts';
import type { Key } from '../keys.ts';
import { getItems } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { ahead, chunks } from './ahead.ts';
import { type Entry, type Window, type WindowPlan, windowsOf } from './windows.ts';

/** So many records are read together, in batches of a hundred; and so many of these readings are under way. */
const TOGETHER = 200;
const AT_ONCE = 3;

/** How the records of a list are found by its entries, and which of them belong to it. */
export type Shape<K extends Kind> = {
  readonly kind: K;
  keyOf(entry: Entry): Key;
  fits(record: Records[K], entry: Entry): boolean;
};

async function* chunksOf(windows: AsyncIterable<Window>): AsyncGenerator<readonly Entry[]> {
  for await (const { entries } of windows) yield* chunks(entries, TOGETHER);
}

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

const recordsOf = async <K extends Kind>(
  table: Table,
  { kind, keyOf, fits }: Shape<K>,
  entries: readonly Entry[],
  isWhole: boolean,
): Promise<Batch<Records[K]>> => {
  const found = isWhole ? undefined : await getItems(table, entries.map(keyOf), false);
  const items = entries.flatMap((entry) => {
    const item = found ? found.get(nameOf(keyOf(entry))) : entry.item;
    const [record] = item === undefined ? [] : readable(itemKindOf(kind), [item]);
    return record !== undefined && fits(record, entry) ? [record] : [];
  });
  return { items, upTo: entries.at(-1)?.key ?? '' };
};

/** The records of a list, in the order of its entries; a place is the key of an entry. */
export const recordsWalk =
  <K extends Kind>(table: Table, plan: WindowPlan, shape: Shape<K>): Walk<Records[K]> =>
  (after) =>
    ahead(chunksOf(windowsOf(table, plan, after)), AT_ONCE, (entries) =>
      recordsOf(table, shape, entries, plan.isWhole ?? false),
    );
