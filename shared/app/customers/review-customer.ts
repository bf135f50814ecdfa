import type { Customer } from '#shared/domain/customers/customer.ts';
import { isUnprofiled, rulesOf, valueFrom, withReviewedValue } from '#shared/domain/customers/value.ts';
import type { CustomerStep } from '../customer-work/step.ts';
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
  async run(customer, context, { commit }) {
    const { value } = customer;
    if (value === undefined) return;
    const { settings } = context.config;
    const ids = idsOf(customer);
    const withdrawn = isUnprofiled(customer);
    const [tally, signals] = await Promise.all([
      value.tally.inexact ? countOrders(ids, value.tally, context) : value.tally,
      withdrawn ? undefined : hearSignals(ids, context),
    ]);
    const next = valueFrom({ tally, signals, withdrawn }, value, { settings, now: context.now });
    await commit(await valueWrites(customer, withReviewedValue(customer, next, context.now), context));
  },
};
