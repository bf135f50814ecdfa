import type { Failure } from './checks.ts';
import type { Draft } from './draft.ts';
import type { Sender } from './sending.ts';
import type { Answer } from './wire.ts';

/** Nobody waits longer for an answer. */
const SLOW_MS = 1000;
/** On a machine with other work everything takes longer: then odd requests may take so many times what the operation's usually take. */
const SLOWER = 5;
/** How often what was slow among others is asked again with nothing beside it. */
const CHANCES = 4;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Notes answers that took longer than a second, and asks again for them alone: what is slow by itself is slow every time. */
export const slowOnes = (sender: Sender) => {
  const times: number[] = [];
  const noted: { readonly draft: Draft; readonly milliseconds: number }[] = [];
  return {
    note: (draft: Draft, { milliseconds }: Answer): void => {
      times.push(milliseconds);
      if (milliseconds > SLOW_MS) noted.push({ draft, milliseconds });
    },
    stillSlow: async (): Promise<readonly { draft: Draft; failure: Failure }[]> => {
      const limit = Math.max(SLOW_MS, SLOWER * median(times));
      const found: { draft: Draft; failure: Failure }[] = [];
      for (const { draft, milliseconds } of noted) {
        let best = milliseconds;
        for (let tries = 0; tries < CHANCES && best > limit; tries++)
          best = Math.min(best, (await sender.send(sender.again(draft))).milliseconds);
        if (best > limit)
          found.push({ draft, failure: { check: 'within a second', why: `${Math.round(best)} ms` } });
      }
      return found;
    },
  };
};
