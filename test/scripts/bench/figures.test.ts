import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestChain, median, percentile, type Span } from '../../../bench/support/figures.ts';

const spans = fc
  .array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 9 })
  .map((all) => all.map(([startMs, length]): Span => ({ startMs, endMs: startMs + length + 1 })));

/** Every subset is tried. */
const chainByTrying = (all: readonly Span[]): number => {
  const apart = (chosen: readonly Span[]): boolean =>
    chosen.every((a, i) => chosen.every((b, j) => i === j || a.endMs <= b.startMs || b.endMs <= a.startMs));
  return Math.max(
    ...Array.from({ length: 2 ** all.length }, (_, mask) => {
      const chosen = all.filter((_, n) => (mask >> n) & 1);
      return apart(chosen) ? chosen.length : 0;
    }),
  );
};

describe('a percentile', () => {
  it('is the nearest rank, whatever the order', () => {
    const values = [15, 50, 35, 20, 40];

    expect([5, 30, 40, 50, 100].map((percent) => percentile(values, percent))).toEqual([15, 20, 20, 35, 50]);
    expect(median([3, 1, 2])).toBe(2);
  });

  it('is one of the values, with enough of them at or below it and no more than needed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = percentile(values, percent);
          expect(values).toContain(found);
          expect(values.filter((value) => value <= found).length * 100).toBeGreaterThanOrEqual(
            percent * values.length,
          );
          expect(values.filter((value) => value < found).length * 100).toBeLessThan(percent * values.length);
        },
      ),
    );
  });

  it('of nothing is refused', () => {
    expect(() => percentile([], 50)).toThrow('nothing');
  });
});

describe('the longest chain of calls', () => {
  const span = (startMs: number, endMs: number): Span => ({ startMs, endMs });

  it('counts calls sent together once', () => {
    expect(longestChain([span(0, 10), span(1, 9), span(2, 12)])).toBe(1);
  });

  it('counts a long call beside two short ones as two', () => {
    expect(longestChain([span(0, 30), span(1, 10), span(11, 20)])).toBe(2);
  });

  it('is none without calls', () => {
    expect(longestChain([])).toBe(0);
  });

  it('is the largest number of calls of which no two overlap', () => {
    fc.assert(
      fc.property(spans, (all) => {
        expect(longestChain(all)).toBe(chainByTrying(all));
      }),
    );
  });
});
