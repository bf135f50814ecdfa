import type { View } from './store.ts';

/**
 * What items were a while ago, for reads that do not ask for consistency: on AWS they may be answered by a copy that is behind. Kept in memory, and
 * only while it is switched on.
 */
export type Formerly = {
  /** Notes what is stored under a key right before it changes; `undefined` when nothing is. */
  readonly note: (key: string, before: () => string | undefined) => void;
  /** The committed state as it was before the changes of the last so many milliseconds. */
  readonly behind: (view: View) => View;
  /** By how many virtual milliseconds such reads are behind; 0, as at first, lets them see everything. */
  readonly setLag: (ms: number) => void;
};

type Change = { readonly atMs: number; readonly before: string | undefined };

export const createFormerly = (now: () => number): Formerly => {
  let lagMs = 0;
  const changes = new Map<string, Change[]>();
  const young = (key: string): Change[] => {
    const left = (changes.get(key) ?? []).filter(({ atMs }) => atMs > now() - lagMs);
    if (left.length > 0) changes.set(key, left);
    else changes.delete(key);
    return left;
  };

  return {
    note: (key, before) => {
      if (lagMs > 0) changes.set(key, [...young(key), { atMs: now(), before: before() }]);
    },
    behind: (view) => ({
      get: (key) => {
        const [oldest] = young(key);
        return oldest === undefined ? view.get(key) : oldest.before;
      },
    }),
    setLag: (ms) => {
      lagMs = ms;
      if (ms <= 0) changes.clear();
    },
  };
};
