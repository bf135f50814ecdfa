import { decimalsOf, minorOf } from '../kernel/money.ts';
import type { Customer, CustomerStatus } from './customer.ts';
import { everyTag } from './dimensions.ts';
import type { Grade } from './grade.ts';
import type { Stage } from './stage.ts';
import { gradeValueOf, spendMinorOf, stageValueOf } from './value.ts';

/** What a list of customers is asked for; every part that is given must fit. */
export type CustomerQuery = {
  readonly status: CustomerStatus;
  /** Both leave out their own instant. */
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  readonly tag?: string | undefined;
  readonly grade?: Grade | undefined;
  readonly stage?: Stage | undefined;
  /** In minor units of the organisation's currency, both included. */
  readonly spendMin?: number | undefined;
  readonly spendMax?: number | undefined;
  /** By creation, the newest first, unless said otherwise. */
  readonly sort?: '-createdAt' | '-spend' | undefined;
};

/** Spend as lists are ordered by it: never below nothing. */
export const listedSpend = (customer: Customer): number => Math.max(0, spendMinorOf(customer));

const isWithin = (value: number, least: number | undefined, most: number | undefined): boolean =>
  (least === undefined || value >= least) && (most === undefined || value <= most);

/** Whether a customer belongs to a list: every part of the query, whatever an index has answered already. */
export const fitsCustomerQuery = (customer: Customer, query: Omit<CustomerQuery, 'sort'>): boolean =>
  customer.status === query.status &&
  (query.createdAfter === undefined || customer.createdAt > query.createdAfter) &&
  (query.createdBefore === undefined || customer.createdAt < query.createdBefore) &&
  (query.tag === undefined || everyTag(customer).includes(query.tag)) &&
  (query.grade === undefined || gradeValueOf(customer) === query.grade) &&
  (query.stage === undefined || stageValueOf(customer) === query.stage) &&
  isWithin(listedSpend(customer), query.spendMin, query.spendMax);

/** Minor units of an amount such as `1000` or `1000.5`, or `undefined` for what is none in this currency. */
export const minorOfDecimal = (text: string, currency: string): number | undefined => {
  const places = decimalsOf(currency) ?? 2;
  const [whole = '', fraction = ''] = text.split('.');
  if (!/^\d+(?:\.\d+)?$/.test(text) || fraction.length > places) return undefined;
  return minorOf({ amount: places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`, currency });
};
