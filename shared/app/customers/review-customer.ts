import type { Customer } from '#shared/domain/customers/customer.ts';
import { isUnprofiled, rulesOf, valueFrom, withReviewedValue } from '#shared/domain/customers/value.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import type { CustomerStep, WorkTools } from '../customer-work/step.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref } from '../records.ts';
import { valueWrites } from './grades.ts';
import { idsOf } from './person.ts';
import { countOrders, hearSignals } from './review-sources.ts';

/**
 * Works out again what a customer is worth: when time alone changes it, when the settings it was worked out by have changed, and every so
 * often because complaints and survey answers count. Orders are read again only where the tally says that it isn't exact.
 */
export const reviewStep: CustomerStep = {
  dueAt({ status, value }: Customer, { config, now }) {
    if (value === undefined || status !== 'active') return undefined;
    return value.rules === rulesOf(config.settings) ? value.reviewAt : now;
  },
  run: (customer, context, tools) => review(customer, context, tools, customer.value?.tally.inexact === true),
};

type Tools = Pick<WorkTools, 'commit'>;

const review = async (
  customer: Customer,
  context: Context,
  { commit }: Tools,
  isCounted: boolean,
): Promise<void> => {
  const { value } = customer;
  if (value === undefined) return;
  const { settings } = context.config;
  const ids = idsOf(customer);
  const withdrawn = isUnprofiled(customer);
  const [tally, signals] = await Promise.all([
    isCounted ? countOrders(ids, value.tally, context) : value.tally,
    withdrawn ? undefined : hearSignals(ids, context),
  ]);
  const next = valueFrom({ tally, signals, withdrawn }, value, { settings, now: context.now });
  await commit(await valueWrites(customer, withReviewedValue(customer, next, context.now), context));
};

/** The list of orders shows by then what was written. */
const SETTLED_MS = minutes(1);

/**
 * Counts a customer's orders again although their tally says that it is exact: who asks has seen that it isn't. Nothing is done for a customer
 * who has just changed, or changes meanwhile; the next check tells of them once more.
 */
export const recountWorth = async (
  customerId: string,
  contextOf: () => Promise<Context>,
  tools: Tools,
): Promise<void> => {
  const context = await contextOf();
  const customer = context.found.one(ref('customer', customerId));
  if (customer?.status !== 'active' || context.now - customer.updatedAt < SETTLED_MS) return;
  try {
    await review(customer, context, tools, true);
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  }
};
