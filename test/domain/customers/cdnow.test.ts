import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { churnOf } from '#shared/domain/customers/churn.ts';
import { activeChance, statisticsOf } from '#shared/domain/customers/clv.ts';
import { shippedChurnSettings } from '#shared/domain/customers/grade-settings.ts';
import { rhythmOf, silenceOf } from '#shared/domain/customers/value-rhythm.ts';
import { standingOf } from '#shared/domain/customers/value-standing.ts';
import { emptyTally, type Tally, tallyOf, withCounted } from '#shared/domain/customers/value-tally.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import {
  CALIBRATED,
  cdnowPurchases,
  hasCdnow,
  OBSERVED,
  type Purchase,
} from '../../../scripts/grades/cdnow.ts';
import { auc } from './support/measure.ts';

/** The observation period is 39 weeks. */
const HORIZON_DAYS = 273;

/** What is known of each customer at the end of the calibration period, and whether they bought in the 39 weeks after. */
const cohort = () =>
  [...Map.groupBy(cdnowPurchases(), ({ customer }) => customer).values()].flatMap((orders) => {
    const tally = tallyOf(orders.filter(({ placedAt }) => placedAt <= CALIBRATED));
    const rhythm = rhythmOf(tally);
    const positive = orders.some(({ placedAt }) => placedAt > CALIBRATED && placedAt <= OBSERVED);
    return rhythm === undefined ? [] : [{ tally, rhythm, positive }];
  });

describe.skipIf(!hasCdnow)('the CDNOW cohort, all of it (skipped where it is absent)', () => {
  const purchases = hasCdnow ? cdnowPurchases() : [];
  const settings = { ...defaultSettings(0), currency: 'USD' };
  const standings = (list: readonly Purchase[]) => {
    const tallies = new Map<string, Tally>();
    for (const order of list)
      tallies.set(order.customer, withCounted(tallies.get(order.customer) ?? emptyTally, order));
    return new Map(
      [...tallies].map(([customer, tally]) => [customer, standingOf({ tally }, settings, OBSERVED)]),
    );
  };

  it('adds up to the 48,921 purchases of 16,518 customers in the file', () => {
    const all = [...standings(purchases).values()];
    expect([purchases.length, all.length]).toEqual([48_921, 16_518]);
    expect(all.reduce((sum, { spend }) => sum + spend.minor, 0)).toBe(175_586_426);
  });

  it('is graded the same from the first purchase on, from the last, and from the middle', () => {
    const forward = standings(purchases);
    const backward = standings(purchases.toReversed());
    const half = purchases.length >> 1;
    const middle = standings([...purchases.slice(half), ...purchases.slice(0, half)]);
    expect(
      [...forward].filter(([customer, standing]) => !isDeepStrictEqual(backward.get(customer), standing)),
    ).toEqual([]);
    expect(
      [...forward].filter(([customer, standing]) => !isDeepStrictEqual(middle.get(customer), standing)),
    ).toEqual([]);
    const grades = Map.groupBy(forward.values(), ({ grade }) => grade.value);
    console.info('CDNOW grades:', Object.fromEntries([...grades].map(([grade, all]) => [grade, all.length])));
    expect(grades.size).toBeGreaterThan(2);
  });
});

describe.skipIf(!hasCdnow)(
  'who buys again, measured on the CDNOW cohort (skipped where it is absent)',
  () => {
    const customers = hasCdnow ? cohort() : [];
    const aucOf = (score: (one: (typeof customers)[number]) => number, list = customers) =>
      auc(list.map((one) => ({ score: score(one), positive: one.positive })));
    const recency = ({ rhythm }: (typeof customers)[number]) => -silenceOf(rhythm, CALIBRATED);
    const model = ({ rhythm }: (typeof customers)[number]) =>
      activeChance(statisticsOf(rhythm, CALIBRATED), HORIZON_DAYS);
    const settings = { ...shippedChurnSettings(), horizon: `P${HORIZON_DAYS}D` };
    const score = ({ tally, rhythm }: (typeof customers)[number]) =>
      1 - churnOf({ tally, rhythm, signals: undefined }, settings, CALIBRATED).risk;

    it('is told better by the model than by recency alone, and above 0.76', () => {
      const figures = { recency: aucOf(recency), model: aucOf(model), score: aucOf(score) };
      console.info('CDNOW, active in the next 39 weeks, AUC:', figures, 'customers:', customers.length);
      expect(figures.model).toBeGreaterThan(0.76);
      expect(figures.model).toBeGreaterThan(figures.recency);
      expect(figures.score).toBeGreaterThan(0.76);
    });

    it('is told as well in every fifth of the customers', () => {
      for (let fold = 0; fold < 5; fold++) {
        const part = customers.filter((_, n) => n % 5 === fold);
        expect(aucOf(model, part)).toBeGreaterThan(0.74);
      }
    });

    it('is near the share that really came back', () => {
      const mean = customers.reduce((sum, one) => sum + model(one), 0) / customers.length;
      const share = customers.filter(({ positive }) => positive).length / customers.length;
      expect(Math.abs(mean - share)).toBeLessThan(0.1);
    });
  },
);
