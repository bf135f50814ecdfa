import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OrderFacts } from '#shared/domain/customers/value.ts';

const FILE = resolve(import.meta.dirname, '../../../shared/data/cdnow/purchases.csv');

/** Whether the purchases of the CDNOW cohort lie beside the project. */
export const hasCdnow = existsSync(FILE);

/** The end of the calibration period, and of the 39 weeks after it. */
export const CALIBRATED = Date.UTC(1997, 9, 1) - 1;
export const OBSERVED = Date.UTC(1998, 6, 1) - 1;

const NOON = 43_200_000;
/** 28 years, after which days of the week and leap years are the same: the API takes no instants before 2000. */
const SHIFT = 10_227 * 86_400_000;

/** An instant of the cohort's years as it is told to the API. */
export const inOurYears = (at: number): number => at + SHIFT;

/** One purchase of the cohort as an order. */
export type Purchase = OrderFacts & { readonly customer: string };

const purchaseOf = (line: string, n: number): Purchase => {
  const [customer = '', date = '', , amount = '0'] = line.split(',');
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)].map(Number);
  return {
    customer,
    orderId: `CDNOW-${n}`,
    placedAt: Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1) + NOON,
    status: 'delivered',
    netMinor: Math.round(Number(amount) * 100),
    currency: 'USD',
  };
};

/** Every purchase, in the order of the file. */
export const cdnowPurchases = (): readonly Purchase[] =>
  readFileSync(FILE, 'utf8').trim().split('\n').slice(1).map(purchaseOf);
