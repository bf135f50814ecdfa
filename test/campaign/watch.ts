import type { Call } from '#local/engines/faults.ts';

type Value = { readonly S?: string; readonly N?: string };
type Put = { readonly Put?: { readonly Item: Readonly<Record<string, Value>> } };

/** When a rung was written, by the one true clock, and how late that was. */
export type Fired = { readonly dueAt: number; readonly writtenAt: number };

/** Sees what is written about deadlines at the moment it reaches the table, whatever the clock of the worker says that wrote it. */
export type Watch = {
  readonly see: (call: Call) => void;
  /** By ticket, target and rung: the last time that it was written. */
  readonly fired: ReadonlyMap<string, Fired>;
  /** What was written before it was due (ESC-2, tolerance 0). */
  readonly early: readonly string[];
};

const rungsIn = (body: unknown): Readonly<Record<string, Value>>[] =>
  ((body as { TransactItems?: readonly Put[] }).TransactItems ?? []).flatMap(({ Put: put }) =>
    put?.Item['t']?.S === 'rung' ? [put.Item] : [],
  );

export const watchRungs = (now: () => number): Watch => {
  const fired = new Map<string, Fired>();
  const early: string[] = [];
  return {
    fired,
    early,
    see: ({ operation, body }) => {
      if (operation !== 'TransactWriteItems') return;
      const writtenAt = now();
      for (const item of rungsIn(body)) {
        const dueAt = Number(item['dueAt']?.N);
        const name = ['ticketId', 'target', 'rung'].map((field) => item[field]?.S).join(' ');
        fired.set(name, { dueAt, writtenAt });
        if (writtenAt < dueAt) early.push(`${name}: ${dueAt - writtenAt} ms early`);
      }
    },
  };
};
