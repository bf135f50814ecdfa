import type { Case } from './cases.ts';

const hour = 3_600_000;

/** What the standard's deadlines say of a complaint, written down apart from the product: hours after creation. */
const targets = [
  { target: 'firstResponse', hours: 24, pauses: false },
  { target: 'initialHandling', hours: 48, pauses: true },
  { target: 'resolution', hours: 72, pauses: true },
] as const;

/** A rung of the ladder: when it is told with, and when it can be seen: an act at the very due still meets it. */
const rungs = [
  { rung: 'warning', share: 0.75, after: 0 },
  { rung: 'breach', share: 1, after: 1 },
  { rung: 'level1', share: 1, after: 1 },
  { rung: 'level2', share: 1.5, after: 0 },
] as const;

export type Rung = {
  readonly target: string;
  readonly rung: string;
  readonly at: number;
  readonly visibleAt: number;
};

/** When a case stopped waiting, by its own timeline. */
export type Stops = { readonly resolvedAt?: number | undefined; readonly pendingAt?: number | undefined };

/** Every rung that fell due while its clock ran, up to `now`; each has to have fired exactly once (ESC-1). */
export const dueRungs = ({ createdAt }: Case, stops: Stops, now: number): Rung[] =>
  targets.flatMap(({ target, hours, pauses }) => {
    const stop = Math.min(
      stops.resolvedAt ?? Number.POSITIVE_INFINITY,
      (pauses ? stops.pendingAt : undefined) ?? Number.POSITIVE_INFINITY,
      now,
    );
    return rungs
      .map(({ rung, share, after }) => {
        const at = createdAt + hours * share * hour;
        return { target, rung, at, visibleAt: at + after };
      })
      .filter(({ visibleAt }) => visibleAt <= stop);
  });

/** The levels a case has to have been raised to, by the rungs that were due: only a rung above the level that it has raises it. */
export const rises = (due: readonly Rung[]): { readonly level: number; readonly at: number }[] => {
  const found: { level: number; at: number }[] = [];
  const levelled = due
    .filter(({ rung }) => rung.startsWith('level'))
    .toSorted((a, b) => a.visibleAt - b.visibleAt || a.at - b.at);
  for (const { rung, at } of levelled) {
    const level = Number(rung.slice(-1));
    if (level > (found.at(-1)?.level ?? 0)) found.push({ level, at });
  }
  return found;
};
