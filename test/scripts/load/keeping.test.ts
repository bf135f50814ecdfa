import { describe, expect, it } from 'vitest';
import { keepingOf, type Look, leaking } from '#test/load/keeping.ts';

const MB = 1024 ** 2;
const look = (threadId: number, round: number, bytes: number): Look => ({
  threadId,
  functionName: `f${threadId}`,
  handled: round * 100,
  bytes,
});
const rounds = (of: (round: number) => Look[]): Look[][] => Array.from({ length: 12 }, (_, n) => of(n));

describe('what functions keep', () => {
  it('is judged after everything is warm, and small swings are no growth', () => {
    const keeping = keepingOf(rounds((n) => [look(1, n, (n < 6 ? 10 + 3 * n : 30 + (n % 2) * 0.2) * MB)]));
    expect(keeping).toHaveLength(1);
    expect(Math.abs(keeping[0]?.growth ?? 1)).toBeLessThan(0.01);
    expect(leaking(keeping)).toEqual([]);
  });

  it('is a leak where each request leaves something', () => {
    const keeping = keepingOf(rounds((n) => [look(1, n, (30 + n * 0.4) * MB), look(2, n, 30 * MB)]));
    expect(leaking(keeping).map(({ functionName }) => functionName)).toEqual(['f1']);
    expect(keeping[0]?.bytesARequest).toBeCloseTo((0.4 * MB) / 100, 0);
  });

  it('is told of those only that lived through the second half', () => {
    const keeping = keepingOf(rounds((n) => [look(1, n, MB), ...(n > 8 ? [look(2, n, n * MB)] : [])]));
    expect(keeping.map(({ functionName }) => functionName)).toEqual(['f1']);
  });
});
