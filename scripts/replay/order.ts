import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Case, Step } from './cases.ts';

/** What happened in one instant: for each case its steps in their order. */
export type Moment = {
  readonly at: Instant;
  readonly work: readonly { readonly of: Case; readonly steps: readonly Step[] }[];
};

/** All steps of all cases in one order of time. Cases of one instant come as they are given. */
export const inOrder = (cases: readonly Case[]): Moment[] => {
  const moments = new Map<Instant, Map<Case, Step[]>>();
  for (const one of cases) {
    for (const step of one.steps) {
      const work = moments.get(step.at) ?? new Map<Case, Step[]>();
      work.set(one, [...(work.get(one) ?? []), step]);
      moments.set(step.at, work);
    }
  }
  return [...moments]
    .sort(([a], [b]) => a - b)
    .map(([at, work]) => ({ at, work: [...work].map(([of, steps]) => ({ of, steps })) }));
};

const WEEK_MS = 7 * 86_400_000;

/**
 * By how much a log has to be moved so that it begins no earlier than `from`: nothing when it lies ahead, else whole weeks, so that
 * working days stay working days.
 */
export const shiftTo = (from: Instant, logStart: Instant): number =>
  logStart >= from ? 0 : Math.ceil((from - logStart) / WEEK_MS) * WEEK_MS;
