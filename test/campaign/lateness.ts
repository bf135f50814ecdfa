import type { Violations } from './found.ts';
import type { Watch } from './watch.ts';

/** How late rungs were written: in ms, and in sweeps that began after they had fallen due; 1 is the first sweep that could see them. */
export type Lateness = {
  readonly rungs: number;
  readonly p99Ms: number;
  readonly p99Sweeps: number;
  readonly most: number;
};

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Of the rungs that fell due in a span of time, in which sweeps began at `sweptAt`. */
export const latenessOf = (
  { fired }: Watch,
  span: { readonly from: number; readonly to: number },
  sweptAt: readonly number[],
): Lateness => {
  const inSpan = [...fired.values()].filter(({ dueAt }) => dueAt >= span.from && dueAt <= span.to);
  const late = inSpan.map(({ dueAt, writtenAt }) => writtenAt - dueAt).toSorted((a, b) => a - b);
  const sweeps = inSpan
    .map(({ dueAt, writtenAt }) => sweptAt.filter((began) => began > dueAt && began <= writtenAt).length)
    .toSorted((a, b) => a - b);
  return {
    rungs: inSpan.length,
    p99Ms: at(late, 0.99),
    p99Sweeps: at(sweeps, 0.99),
    most: sweeps.at(-1) ?? 0,
  };
};

/** ESC-7: the 99th percentile is within so many sweeps. */
export const checkLateness = (
  name: string,
  { rungs, p99Sweeps }: Lateness,
  limit: number,
  found: Violations,
): void => {
  if (rungs === 0) found.other.push(`ESC-7 ${name}: nothing fell due`);
  if (p99Sweeps > limit) found.other.push(`ESC-7 ${name}: ${p99Sweeps} sweeps at the 99th percentile`);
};
