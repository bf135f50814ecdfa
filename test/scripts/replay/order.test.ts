import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../scripts/replay/cases.ts';
import { inOrder, shiftTo } from '../../../scripts/replay/order.ts';
import { caseOf } from './support.ts';

const step = (at: number, i: number): Step =>
  i === 0 ? { type: 'opened', at } : { type: 'assigned', to: String(i), at };
const logs = fc
  .array(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), { maxLength: 8 })
  .map((times) => times.map((each, n) => caseOf(`case-${n}`, each.toSorted((a, b) => a - b).map(step))));

describe('inOrder', () => {
  it('gives each instant once, in order of time, and loses no step', () => {
    fc.assert(
      fc.property(logs, (cases) => {
        const moments = inOrder(cases);
        const instants = moments.map(({ at }) => at);

        expect(instants).toEqual(
          [...new Set(cases.flatMap(({ steps }) => steps.map(({ at }) => at)))].sort((a, b) => a - b),
        );
        for (const { at, work } of moments) {
          expect(work.flatMap(({ steps }) => steps).every((each) => each.at === at)).toBe(true);
        }
      }),
    );
  });

  it('keeps the order of steps within a case', () => {
    fc.assert(
      fc.property(logs, (cases) => {
        const moments = inOrder(cases);
        for (const one of cases) {
          const lived = moments.flatMap(({ work }) =>
            work.filter(({ of }) => of === one).flatMap(({ steps }) => steps),
          );
          expect(lived).toEqual(one.steps);
        }
      }),
    );
  });
});

describe('shiftTo', () => {
  const WEEK = 7 * 86_400_000;

  it('leaves a log that lies ahead where it is', () => {
    expect(shiftTo(1000, 1000)).toBe(0);
    expect(shiftTo(1000, 5000)).toBe(0);
  });

  it('moves a log that has passed by the fewest whole weeks that bring it ahead', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), fc.nat(2_000_000_000), (from, start) => {
        const shift = shiftTo(from, start);

        expect(shift % WEEK).toBe(0);
        expect(start + shift).toBeGreaterThanOrEqual(from);
        if (shift > 0) expect(start + shift - WEEK).toBeLessThan(from);
      }),
    );
  });
});
