import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#shared/domain/surveys/answer.ts';
import { addCounts, changeOf, countsOf } from '#shared/domain/surveys/counters.ts';
import { npsScore, scoresOf, wilson } from '#shared/domain/surveys/score.ts';
import { dimensions } from '#shared/domain/surveys/values.ts';

const stars = fc.integer({ min: 1, max: 5 });
const anAnswer: fc.Arbitrary<Answer> = fc
  .record({
    csat: stars,
    nps: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
    dimensions: fc.dictionary(fc.constantFrom(...dimensions), stars),
  })
  .map(({ csat, nps, dimensions: rated }) => ({
    csat,
    dimensions: rated,
    ...(nps === undefined ? {} : { nps }),
  }));

describe('survey scores', () => {
  it('take four and five stars as satisfied, nine and ten as promoters, up to six as detractors', () => {
    const answers: Answer[] = [
      { csat: 5, nps: 10, dimensions: { logistics: 4 } },
      { csat: 4, nps: 9, dimensions: { logistics: 1 } },
      { csat: 3, nps: 8, dimensions: {} },
      { csat: 1, nps: 6, dimensions: { product: 2 } },
    ];
    const counts = addCounts({ delivered: 8, returned: 4 }, ...answers.map(countsOf));

    expect(scoresOf('team', counts)).toMatchObject({
      key: 'team',
      n: 4,
      delivered: 8,
      responseRate: 0.5,
      csat: { share: 0.5, mean: 3.25 },
      nps: { score: 25, promoters: 2, passives: 1, detractors: 1 },
      csi: { logistics: { mean: 2.5, n: 2 }, product: { mean: 2, n: 1 } },
    });
  });

  it('say nothing where nobody answered', () => {
    expect(scoresOf('team', { delivered: 3 })).toEqual({
      key: 'team',
      n: 0,
      delivered: 3,
      responseRate: 0,
      csat: null,
      nps: null,
      csi: {},
    });
  });

  it('give the Wilson interval of published tables', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
    const cases: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [hits, n, low, high] of cases) {
      expect(wilson(hits, n).low).toBeCloseTo(low, 4);
      expect(wilson(hits, n).high).toBeCloseTo(high, 4);
    }
  });

  it('hold the share inside its interval, and the interval inside nought and one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.float({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const hits = Math.round(part * n);
        const { low, high } = wilson(hits, n);

        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(hits / n);
        expect(high).toBeGreaterThanOrEqual(hits / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('round the net promoter score to one decimal, halves away from nought on both sides', () => {
    expect(npsScore({ promoters: 1, passives: 2, detractors: 0 })).toBe(33.3);
    expect(npsScore({ promoters: 0, passives: 1, detractors: 2 })).toBe(-66.7);
    expect(npsScore({ promoters: 1, passives: 799, detractors: 0 })).toBe(0.1);
    expect(npsScore({ promoters: 0, passives: 1999, detractors: 1 })).toBe(-0.1);
  });

  it('come to the same whether an answer was amended or given like that at once', () => {
    fc.assert(
      fc.property(
        fc.array(anAnswer, { minLength: 1, maxLength: 6 }),
        fc.array(anAnswer),
        (amendments, others) => {
          const base = addCounts(...others.map(countsOf));
          const amended = amendments.reduce(
            (sum, answer, i) => addCounts(sum, changeOf(answer, i === 0 ? undefined : amendments[i - 1])),
            base,
          );

          expect(amended).toEqual(addCounts(base, countsOf(amendments.at(-1) as Answer)));
        },
      ),
    );
  });
});

const data = new URL('../../../../shared/data/preppin-nps/', import.meta.url);
const present = existsSync(new URL('expected.csv', data));

/** Last column of each row by the first; names may be quoted and hold commas. */
const scoresByName = (file: string): Map<string, number[]> => {
  const rows = readFileSync(new URL(file, data), 'utf8').trim().split(/\r?\n/).slice(1);
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const [, quoted, plain, score] = /^(?:"((?:[^"]|"")*)"|([^,]*)),.*,(\d+)$/.exec(row) ?? [];
    const name = quoted ?? plain ?? '';
    groups.set(name, [...(groups.get(name) ?? []), Number(score)]);
  }
  return groups;
};

const npsOf = (answers: readonly number[]) => {
  const counts = addCounts(...answers.map((nps) => countsOf({ csat: 3, nps, dimensions: {} })));
  const { nps } = scoresOf('airline', counts);
  if (nps === null) throw new Error('nobody answered');
  return nps;
};

describe.skipIf(!present)(`real answers${present ? '' : ' (skipped: ../shared/data is not here)'}`, () => {
  it('come to the net promoter score and the z-score that somebody else computed', () => {
    const [airline, nps, z] = (
      readFileSync(new URL('expected.csv', data), 'utf8').trim().split(/\r?\n/)[1] ?? ''
    ).split(',');
    const groups = new Map([...scoresByName('prep_air.csv'), ...scoresByName('other_airlines.csv')]);
    // The published figure rounds both percentages down to whole numbers before it subtracts, over airlines with 50 answers or more.
    const rounded = [...groups].flatMap(([name, answers]): [string, number][] => {
      const { promoters, detractors } = npsOf(answers);
      const percent = (n: number) => Math.floor((n * 100) / answers.length);
      return answers.length < 50 ? [] : [[name, percent(promoters) - percent(detractors)]];
    });
    const values = rounded.map(([, value]) => value);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
    const own = rounded.find(([name]) => name === airline)?.[1] ?? Number.NaN;

    expect(own).toBe(Number(nps));
    expect((own - mean) / deviation).toBeCloseTo(Number(z), 2);
  });

  it('differ from that rounding by less than a point when nothing is rounded away', () => {
    const answers = scoresByName('prep_air.csv').get('Prep Air') ?? [];

    expect(Math.abs(npsOf(answers).score - 21)).toBeLessThan(1);
  });
});
