import { describe, expect, it } from 'vitest';
import { churnOf } from '#shared/domain/customers/churn.ts';
import { activeChance, statisticsOf } from '#shared/domain/customers/clv.ts';
import { shippedChurnSettings } from '#shared/domain/customers/grade-settings.ts';
import { rhythmOf, silenceOf } from '#shared/domain/customers/value-rhythm.ts';
import { tallyOf } from '#shared/domain/customers/value-tally.ts';
import { CALIBRATED, cdnowPurchases, hasCdnow, OBSERVED } from '../../../scripts/grades/cdnow.ts';
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
