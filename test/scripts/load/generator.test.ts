import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { randomOf } from '#test/campaign/random.ts';
import { createBook, failures, growth, percentile } from '#test/load/figures.ts';
import { closedModel, openModel } from '#test/load/generator.ts';

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: undefined,
});

describe('the load generator', () => {
  it('charges a stall to everybody who came meanwhile, in the open model', async () => {
    const book = createBook();
    const until = performance.now() + 400;
    const fire = async () => {
      await pause(Math.max(0, until - performance.now()));
      return answer(200);
    };
    await openModel(
      { rate: () => 100, most: 100, seconds: 0.3 },
      () => ({ name: 'one', fire }),
      randomOf(1),
      book,
    );
    const { latencies = [] } = book.book.get('one') ?? {};
    expect(latencies.length).toBeGreaterThan(10);
    // Each came within the first 300 ms and was answered after 400: none of them in less than 100.
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(95);
  });

  it('asks no further while nobody is answered, in the closed model', async () => {
    const book = createBook();
    const fire = async () => {
      await pause(150);
      return answer(200);
    };
    const shape = { people: 3, thinkMs: 1, seconds: 0.1 };
    await closedModel(shape, () => ({ name: 'one', fire }), randomOf(1), book);
    expect(book.book.get('one')?.latencies).toHaveLength(3);
  });

  it('counts as failed whatever is neither success nor a word on when to come again', () => {
    const { book, note } = createBook();
    note('one', 1, 200, false);
    note('one', 1, 429, true);
    note('one', 1, 503, true);
    note('one', 1, 503, false);
    note('one', 1, 500, true);
    const one = book.get('one');
    expect(one && failures(one)).toBe(2);
  });

  it('reads percentiles and growth off', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([50, 99, 0]);
    expect(growth([100, 110, 120])).toBeCloseTo(0.2);
    expect(growth([100, 100, 100])).toBeCloseTo(0);
  });
});
