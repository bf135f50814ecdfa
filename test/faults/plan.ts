import type { Call, Fault, FaultPlan } from '#local/engines/faults.ts';
import { randomOf } from '../campaign/random.ts';
import type { Mode } from './modes.ts';

export type Match = (call: Call) => boolean;

/** Every call that fits. */
export const whenever =
  (match: Match, mode: Mode): FaultPlan =>
  (call) =>
    match(call) ? mode(call) : undefined;

/** The nth call that fits, counted from 1, and no other. */
export const nth = (n: number, match: Match, mode: Mode): FaultPlan => {
  let seen = 0;
  return (call) => {
    if (!match(call)) return undefined;
    seen += 1;
    return seen === n ? mode(call) : undefined;
  };
};

/** The first of several plans that has something for a call; all of them hear of every call. */
export const together =
  (...plans: readonly FaultPlan[]): FaultPlan =>
  (call) =>
    plans.map((plan) => plan(call)).find((fault) => fault !== undefined);

/** So many out of a hundred calls go wrong in this way. */
export type Share = { readonly percent: number; readonly match: Match; readonly mode: Mode };

export type Seeded = {
  readonly plan: FaultPlan;
  /** How many calls each share has disturbed, in their order. */
  readonly hits: readonly number[];
  /** How many calls were seen. */
  readonly calls: () => number;
};

/** Random faults that a seed repeats, as long as the calls come in the same order. */
export const seeded = (seed: number, shares: readonly Share[]): Seeded => {
  const random = randomOf(seed);
  const hits = shares.map(() => 0);
  let calls = 0;
  const plan: FaultPlan = (call) => {
    calls += 1;
    let found: Fault | undefined;
    for (const [n, { percent, match, mode }] of shares.entries()) {
      // Drawn for every share and call, so that one share does not shift the luck of the next.
      const isHit = random.next() * 100 < percent;
      if (!isHit || found !== undefined || !match(call)) continue;
      found = mode(call);
      if (found !== undefined) hits[n] = (hits[n] ?? 0) + 1;
    }
    return found;
  };
  return { plan, hits, calls: () => calls };
};
