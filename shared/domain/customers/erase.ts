import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { type Instant, instantSchema, minutes } from '../kernel/time.ts';
import type { Customer } from './customer.ts';
import type { Erasure } from './privacy.ts';

/** The cases are gone through once at once and once more, for what was being written meanwhile or was not in the lists yet. */
const ROUNDS = 2;
const SECOND_ROUND_AFTER_MS = minutes(15);

/** That somebody was erased: kept for ever, so that nothing that is restored brings them back. Holds the id and the instant, nothing of the person. */
export const tombstoneSchema = z.object({ customerId: idSchema('cus'), erasedAt: instantSchema });
export type Tombstone = Readonly<z.infer<typeof tombstoneSchema>>;

const blank = {
  status: 'erased',
  name: '',
  phones: [],
  emails: [],
  addresses: [],
  doNotDisturb: true,
  externalIds: [],
  tags: [],
  notes: 0,
} as const;

/** Without anything personal: what is left names the record, when it was made, and which records it answers for. */
const bare = (before: Customer, now: Instant) => ({
  ...blank,
  phones: [],
  emails: [],
  addresses: [],
  externalIds: [],
  tags: [],
  id: before.id,
  version: before.version + 1,
  createdAt: before.createdAt,
  updatedAt: Math.max(now, before.updatedAt),
});

/** The record of somebody who is erased, its cases still to be gone through. An erased record stays as it is. */
export const erasedCustomer = (before: Customer, now: Instant): Customer => {
  if (before.status === 'erased') return before;
  const { merged } = before.privacy ?? {};
  return {
    ...bare(before, now),
    privacy: {
      ...(merged === undefined ? {} : { merged }),
      erasure: { requestedAt: now, nextAt: now, rounds: 0 },
    },
  };
};

/** A record that was merged into an erased one: it leads there and holds nothing else any more, not even a sign-in. */
export const erasedWith = (before: Customer, now: Instant): Customer => {
  const { mergedInto, mergedAt } = before.privacy ?? {};
  return {
    ...bare(before, now),
    status: 'merged',
    privacy: { ...(mergedInto === undefined ? {} : { mergedInto, mergedAt }) },
  };
};

/** An erased record with another state of its erasure. */
export const withErasure = (before: Customer, erasure: Erasure, now: Instant): Customer => ({
  ...before,
  version: before.version + 1,
  updatedAt: Math.max(now, before.updatedAt),
  privacy: { ...before.privacy, erasure },
});

/** A round has come to its end: after the first all is done as far as anybody can tell, the last one ends the work. */
export const roundDone = (erasure: Erasure, now: Instant): Erasure => {
  const rounds = erasure.rounds + 1;
  return {
    requestedAt: erasure.requestedAt,
    doneAt: erasure.doneAt ?? now,
    rounds,
    ...(rounds < ROUNDS ? { nextAt: now + SECOND_ROUND_AFTER_MS } : {}),
  };
};
