import { journalPrefix, primaryKey, under } from '../keys.ts';
import type { Frozen, Store } from '../store.ts';
import type { AttributeMap } from '../types.ts';
import type { Plan } from '../write.ts';

/** Changes can be exported for so long; AWS documentation, "Point-in-time recovery". */
export const RECOVERABLE_MS = 35 * 24 * 60 * 60 * 1000;

/** When an item was last changed; of one that is gone, its key, too. */
export type JournalEntry = {
  readonly row: string;
  readonly atMs: number;
  readonly goneKey: AttributeMap | undefined;
};

/** Notes the change of an item in the batch that makes it, where the table can be exported. */
export const stageJournal = (store: Store, { table, row, old, item }: Plan, atMs: number): void => {
  if (table.recoverableFromMs === undefined) return;
  const gone = item === undefined ? `:${JSON.stringify(primaryKey(old ?? {}, table))}` : '';
  store.put(journalPrefix(table.TableName) + row, `${atMs}${gone}`);
};

/** All entries of a table, in the order of its rows. */
export async function* journalOf(
  view: Pick<Frozen, 'range'>,
  table: string,
  rows: { readonly gte?: string; readonly lt?: string } = {},
): AsyncGenerator<JournalEntry> {
  const prefix = journalPrefix(table);
  const { gt, lt } = under(prefix);
  const range = {
    ...(rows.gte === undefined ? { gt } : { gte: prefix + rows.gte }),
    lt: rows.lt === undefined ? lt : prefix + rows.lt,
  };
  for await (const [key, value] of view.range(range, 1000)) {
    const colon = value.indexOf(':');
    yield {
      row: key.slice(prefix.length),
      atMs: Number(colon < 0 ? value : value.slice(0, colon)),
      goneKey: colon < 0 ? undefined : (JSON.parse(value.slice(colon + 1)) as AttributeMap),
    };
  }
}

/** Forgets deletions that no export can be about any more. */
export const trimJournal = async (store: Store, table: string, nowMs: number): Promise<void> => {
  for await (const { row, atMs, goneKey } of journalOf(store, table)) {
    const key = journalPrefix(table) + row;
    if (goneKey === undefined || atMs >= nowMs - RECOVERABLE_MS) continue;
    // It may have been made anew since it was read.
    if (store.current(key)?.startsWith(`${atMs}:`)) store.del(key);
  }
  await store.commit();
};
