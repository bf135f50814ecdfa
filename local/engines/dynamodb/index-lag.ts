import { indexLagPrefix, under } from './keys.ts';
import type { Store } from './store.ts';

/** How far an index follows behind its table, in milliseconds of the virtual clock. */
export type IndexLag = (table: string, index: string) => number;

/**
 * Writes the rows of indexes, at once or late. A late row is noted in the batch of its item and written before the
 * first read of the index at which it is due; so a lagging index loses nothing, and catches up after a restart too.
 */
export type IndexRows = {
  /** @param value undefined removes the row */
  write: (table: string, index: string, key: string, value: string | undefined) => void;
  /** Brings an index to where it should be by now; to be awaited before it is read. */
  catchUp: (table: string, index: string) => Promise<void>;
  /** Switches the lag on, or off: then all indexes catch up at their next read. */
  setLag: (lag: IndexLag | undefined) => void;
};

type Behind = { lastDueMs: number; sequence: number };

const DUE_DIGITS = 15;
const SEQUENCE_DIGITS = 12;

export const loadIndexRows = async (store: Store, now: () => number): Promise<IndexRows> => {
  let lag: IndexLag | undefined;
  /** Indexes with late rows: rows must be written in the order of their changes, also when the lag shrinks. */
  const behind = new Map<string, Behind>();
  const running = new Map<string, Promise<void>>();
  for await (const [key] of store.range(under('l!'))) {
    const [, table = '', index = '', due, sequence] = key.split('!');
    behind.set(indexLagPrefix(table, index), { lastDueMs: Number(due), sequence: Number(sequence) });
  }

  const apply = async (prefix: string): Promise<void> => {
    const untilMs = lag === undefined ? Number.MAX_SAFE_INTEGER : now();
    const noted: [string, string][] = [];
    for await (const entry of store.range(under(prefix))) {
      if (dueOf(prefix, entry[0]) > untilMs) break;
      noted.push([...entry]);
    }
    for (const [key, text] of noted) {
      const [row, value] = JSON.parse(text) as [string, string | null];
      if (value === null) store.del(row);
      else store.put(row, value);
      store.del(key);
    }
    const last = noted.at(-1)?.[0];
    const state = behind.get(prefix);
    if (last !== undefined && state !== undefined && last.endsWith(sequenceText(state.sequence)))
      behind.delete(prefix);
    await store.commit();
  };

  return {
    write: (table, index, key, value) => {
      const prefix = indexLagPrefix(table, index);
      const state = behind.get(prefix);
      const lagMs = lag?.(table, index) ?? 0;
      if (state === undefined && lagMs <= 0) {
        if (value === undefined) store.del(key);
        else store.put(key, value);
        return;
      }
      const next = {
        lastDueMs: Math.max(state?.lastDueMs ?? 0, now() + lagMs),
        sequence: (state?.sequence ?? 0) + 1,
      };
      behind.set(prefix, next);
      const due = String(next.lastDueMs).padStart(DUE_DIGITS, '0');
      store.put(`${prefix}${due}!${sequenceText(next.sequence)}`, JSON.stringify([key, value ?? null]));
    },
    catchUp: (table, index) => {
      const prefix = indexLagPrefix(table, index);
      if (!behind.has(prefix)) return running.get(prefix) ?? Promise.resolve();
      // One after another, so that no older row is written over a newer one.
      const turn = (running.get(prefix) ?? Promise.resolve()).then(() => apply(prefix));
      const settled = turn.finally(() => {
        if (running.get(prefix) === settled) running.delete(prefix);
      });
      running.set(prefix, settled);
      return settled;
    },
    setLag: (next) => {
      lag = next;
    },
  };
};

const sequenceText = (sequence: number): string => String(sequence).padStart(SEQUENCE_DIGITS, '0');

const dueOf = (prefix: string, key: string): number =>
  Number(key.slice(prefix.length, prefix.length + DUE_DIGITS));
