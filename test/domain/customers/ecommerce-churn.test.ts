import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsOf, shiftedRisk } from '#shared/domain/customers/churn.ts';
import { activeChance } from '#shared/domain/customers/clv.ts';
import { emptyTally } from '#shared/domain/customers/value-tally.ts';
import { auc, crossValidated } from './support/measure.ts';

const FILE = resolve(import.meta.dirname, '../../../../shared/data/ecommerce-churn/customers.csv');
const present = existsSync(FILE);

const rows = () => {
  const [head = '', ...lines] = readFileSync(FILE, 'utf8').trim().split('\n');
  const names = head.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    const of = (name: string): number | undefined => {
      const cell = cells[names.indexOf(name)];
      return cell === undefined || cell === '' ? undefined : Number(cell);
    };
    return {
      positive: of('Churn') === 1,
      months: of('Tenure'),
      complaints: of('Complain') ?? 0,
      satisfaction: of('SatisfactionScore') ?? 3,
      silentDays: of('DaySinceLastOrder'),
      ordersAMonth: of('OrderCount'),
      addresses: of('NumberOfAddress') ?? 0,
    };
  });
};
type Row = ReturnType<typeof rows>[number];

const median = (values: readonly (number | undefined)[]): number => {
  const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  return known[known.length >> 1] ?? 0;
};

type Usual = { readonly months: number; readonly silentDays: number; readonly ordersAMonth: number };

/** The shipped score on what this set tells: months since the first order, orders in the last month, days since the last, complaints, satisfaction. */
const shipped = (row: Row, usual: Usual, heard: 'complaints' | 'everything'): number => {
  const ageDays = (row.months ?? usual.months) * 30.4;
  const silentDays = Math.min(ageDays, row.silentDays ?? usual.silentDays);
  const orders = (row.ordersAMonth ?? usual.ordersAMonth) * Math.max(1, row.months ?? usual.months);
  const statistics = { repeats: Math.max(0, orders - 1), recencyDays: ageDays - silentDays, ageDays };
  const scores = heard === 'complaints' ? { count: 0, sum: 0 } : { count: 1, sum: row.satisfaction };
  const findings = findingsOf(emptyTally, { starts: [] }, { complaints: row.complaints, scores, at: 0 });
  return shiftedRisk(
    1 - activeChance(statistics, 365),
    findings.map(({ weight }) => weight),
  );
};

/** The same facts, of which each is on our records too, for a model that is fitted within folds; what is unknown is said to be so. */
const featuresOf = (row: Row, usual: Usual): number[] => {
  const { months = usual.months, silentDays = usual.silentDays, ordersAMonth = usual.ordersAMonth } = row;
  const { complaints, satisfaction } = row;
  return [
    Math.log1p(months),
    months <= 1 ? 1 : 0,
    row.months === undefined ? 1 : 0,
    complaints,
    complaints * Math.log1p(months),
    satisfaction,
    silentDays,
    silentDays === 0 ? 1 : 0,
    row.silentDays === undefined ? 1 : 0,
    ordersAMonth,
    row.addresses,
  ];
};

describe.skipIf(!present)(
  'who leaves, measured on a public set of shop customers (skipped where it is absent)',
  () => {
    const customers = present ? rows() : [];
    const usual = {
      months: median(customers.map(({ months }) => months)),
      silentDays: median(customers.map(({ silentDays }) => silentDays)),
      ordersAMonth: median(customers.map(({ ordersAMonth }) => ordersAMonth)),
    };
    const aucOf = (score: (row: Row) => number) =>
      auc(customers.map((row) => ({ score: score(row), positive: row.positive })));

    it('is told by the shipped weights, of which none comes from this set', () => {
      const figures = {
        recencyAlone: aucOf((row) => row.silentDays ?? usual.silentDays),
        complaintsAlone: aucOf(({ complaints }) => complaints),
        shippedWithoutSatisfaction: aucOf((row) => shipped(row, usual, 'complaints')),
        shipped: aucOf((row) => shipped(row, usual, 'everything')),
      };
      console.info('E-commerce churn, AUC:', figures, 'customers:', customers.length);
      expect(figures.shippedWithoutSatisfaction).toBeGreaterThan(0.79);
      expect(figures.shipped).toBeGreaterThan(0.75);
    });

    it('could be told above 0.868 from the same facts by weights of the shop’s own (ten folds)', () => {
      const examples = customers.map((row) => ({
        features: featuresOf(row, usual),
        positive: row.positive,
      }));
      const fitted = auc(crossValidated(examples, 10));
      console.info('E-commerce churn, AUC of weights fitted within folds:', fitted);
      expect(fitted).toBeGreaterThan(0.868);
    });
  },
);
