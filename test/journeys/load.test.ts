import { describe, expect, it } from 'vitest';
import { runDay } from '#test/load/day.ts';
import { runFairness } from '#test/load/fairness.ts';

describe('load', () => {
  it('of mixed traffic with a rush is answered without a failure, and worked off', async () => {
    const day = await runDay({ seed: 1, seconds: 2, rate: 5, peak: 8, minutesASecond: 10 });
    expect({ failed: day.failed, left: day.left }).toEqual({ failed: 0, left: 0 });
    expect([...day.open.values()].reduce((sum, { latencies }) => sum + latencies.length, 0)).toBeGreaterThan(
      10,
    );
  });

  it('of one caller at ten times its limit costs others no answer, and next to nothing itself', async () => {
    const { othersFailed, noisy, refusedCosts, answeredCosts } = await runFairness({
      ...{ seed: 1, rounds: 1, seconds: 1, limit: 30 },
    });
    expect({ othersFailed, other: noisy.other }).toEqual({ othersFailed: 0, other: 0 });
    expect(noisy.refused).toBeGreaterThan(0);
    expect(refusedCosts.read + refusedCosts.write).toBeLessThan(answeredCosts.read + answeredCosts.write);
  });
});
