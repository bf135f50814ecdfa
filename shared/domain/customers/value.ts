import * as z from 'zod';
import { type Instant, instantSchema, minutes } from '../kernel/time.ts';
import { type Signals, signalsSchema } from './churn.ts';
import { hasWithdrawn, profilingPurpose } from './consent.ts';
import type { Customer } from './customer.ts';
import type { Grade } from './grade.ts';
import type { ValueSettings } from './grade-settings.ts';
import type { Stage } from './stage.ts';
import { type Known, reviewAtOf, standingOf, standingSchema } from './value-standing.ts';
import {
  combinedTally,
  emptyTally,
  type OrderFacts,
  tallySchema,
  withCounted,
  withoutCounted,
} from './value-tally.ts';

export type { OrderFacts } from './value-tally.ts';

/** What a customer is worth (C7): the tally of their orders, and what was computed from it. Absent until the first order. */
export const valueSchema = z.object({
  ...standingSchema.shape,
  tally: tallySchema,
  signals: signalsSchema.exactOptional(),
  /** When it was worked out. */
  at: instantSchema,
  /** Which settings it was computed by (`rulesOf`). */
  rules: z.string(),
  /** When time alone may change it; soon where the tally has to be counted again. */
  reviewAt: instantSchema.exactOptional(),
});
export type Value = Readonly<z.infer<typeof valueSchema>>;

/** How long after the last change orders are counted again where the tally isn't exact. */
const COUNT_AGAIN_MS = minutes(5);

/** By what and when a worth is computed. `settings` are those of the organisation. */
export type ValueAbout = { readonly settings: ValueSettings; readonly now: Instant };

/** A short mark of the settings that worth depends on: another mark, and what was computed is out of date. */
export const rulesOf = ({ currency, grades, churn }: ValueSettings): string => {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([currency, grades, churn])) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
};

/** The worth that follows from a tally and what was heard of the customer. */
export const valueFrom = (known: Known, before: Value | undefined, { settings, now }: ValueAbout): Value => {
  const { tally, signals } = known;
  const standing = standingOf(known, settings, now, before);
  const reviewAt = tally.inexact ? now + COUNT_AGAIN_MS : reviewAtOf(known, standing, settings, now);
  return {
    ...standing,
    tally,
    ...(signals === undefined ? {} : { signals }),
    at: now,
    rules: rulesOf(settings),
    ...(reviewAt === undefined ? {} : { reviewAt }),
  };
};

/** The next version of the customer with that worth, worked out again: an update of the record only where grade or stage changed. */
export const withReviewedValue = (customer: Customer, value: Value, now: Instant): Customer => {
  const reviewed = withValue(customer, value, now);
  const { grade, stage } = value;
  const isNews = grade.value !== customer.value?.grade.value || stage.value !== customer.value?.stage.value;
  return isNews ? reviewed : { ...reviewed, updatedAt: customer.updatedAt };
};

/** The next version of the customer with that worth. */
export const withValue = (customer: Customer, value: Value, now: Instant): Customer => ({
  ...customer,
  value,
  version: customer.version + 1,
  updatedAt: Math.max(now, customer.updatedAt),
});

/** Whether the customer has said no to being profiled (C9). */
export const isUnprofiled = (customer: Pick<Customer, 'privacy'>): boolean =>
  hasWithdrawn(customer, profilingPurpose);

/** The customer whose word about profiling has changed, their worth worked out again; the same version. */
export const reconsidered = (customer: Customer, about: ValueAbout): Customer => {
  const { value } = customer;
  if (value === undefined) return customer;
  const { tally, signals } = value;
  const known = { tally, signals, withdrawn: isUnprofiled(customer) };
  return { ...customer, value: valueFrom(known, value, about) };
};

const same = (a: OrderFacts | undefined, b: OrderFacts | undefined): boolean =>
  a?.placedAt === b?.placedAt &&
  a?.status === b?.status &&
  a?.netMinor === b?.netMinor &&
  a?.currency === b?.currency;

/**
 * The customer after an order of theirs changed from `before` to `after`: a new one has no `before`, one that went to somebody else (or is
 * gone) no `after`. The next version of the customer, or the same object when the change means nothing to their worth. Orders may come,
 * change and go in any order: the tally ends the same.
 */
export const withOrder = (
  customer: Customer,
  before: OrderFacts | undefined,
  after: OrderFacts | undefined,
  about: ValueAbout,
): Customer => {
  if (same(before, after)) return customer;
  const was = customer.value?.tally ?? emptyTally;
  const less = before === undefined ? was : withoutCounted(was, before);
  const tally = after === undefined ? less : withCounted(less, after);
  const known = { tally, signals: customer.value?.signals, withdrawn: isUnprofiled(customer) };
  return withValue(customer, valueFrom(known, customer.value, about), about.now);
};

/** The customer without an order that was theirs. */
export const withoutOrder = (customer: Customer, order: OrderFacts, about: ValueAbout): Customer =>
  withOrder(customer, order, undefined, about);

/** The worth of two customers who turn out to be one person; `undefined` where neither has any. What was heard is heard again. */
export const combinedValue = (
  a: Value | undefined,
  b: Value | undefined,
  about: ValueAbout,
  withdrawn = false,
): Value | undefined => {
  if (a === undefined && b === undefined) return undefined;
  const tally = combinedTally(a?.tally ?? emptyTally, b?.tally ?? emptyTally);
  return valueFrom({ tally, signals: combinedSignals(a?.signals, b?.signals), withdrawn }, a, about);
};

const combinedSignals = (a: Signals | undefined, b: Signals | undefined): Signals | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    complaints: a.complaints + b.complaints,
    scores: { count: a.scores.count + b.scores.count, sum: a.scores.sum + b.scores.sum },
    at: Math.max(a.at, b.at),
  };
};

/** The grade of a customer; who never ordered is ordinary. */
export const gradeValueOf = ({ value }: Pick<Customer, 'value'>): Grade => value?.grade.value ?? 'ordinary';
/** The stage of a customer; who never ordered is a potential one. */
export const stageValueOf = ({ value }: Pick<Customer, 'value'>): Stage => value?.stage.value ?? 'potential';
/** What a customer spent, in minor units of the currency it was computed in. */
export const spendMinorOf = ({ value }: Pick<Customer, 'value'>): number => value?.spend.minor ?? 0;
