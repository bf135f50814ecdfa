import { days, type Instant } from '../kernel/time.ts';
import type { Privacy } from './privacy.ts';

/** A new record is looked at for the first time a day after it was made; then it gets its plan. */
const FIRST_LOOK_MS = days(1);

/** The parts of a customer that say when somebody has to look at the record: each keeps its own instants. */
export type Reviewed = {
  readonly status: string;
  readonly createdAt: Instant;
  readonly privacy?: Privacy | undefined;
  /** Grade and stage: `reviewAt` is when time alone may change them. */
  readonly value?: { readonly reviewAt?: Instant | undefined } | undefined;
};

/**
 * The earliest instant at which the system has something to do for a customer, or `undefined`: under it the record lies among the timers
 * of the family `customer`. A merged record has nothing of its own to do, an erased one only its erasure.
 */
export const nextReviewAt = (customer: Reviewed): Instant | undefined => {
  const { status, privacy } = customer;
  if (status === 'erased') return privacy?.erasure?.nextAt;
  if (status !== 'active') return undefined;
  const instants = [
    privacy?.dataReview?.nextAt ?? customer.createdAt + FIRST_LOOK_MS,
    privacy?.retentionAt,
    customer.value?.reviewAt,
  ].filter((at) => at !== undefined);
  return Math.min(...instants);
};
