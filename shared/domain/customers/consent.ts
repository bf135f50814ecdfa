import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import type { Customer } from './customer.ts';
import type { ConsentState } from './privacy.ts';

/** Where somebody said so. */
export const consentSourceSchema = z.enum(['web', 'app', 'email', 'phone', 'chat', 'paper', 'api']);

/** One word of a customer about one purpose (C9). Nothing of it ever changes; the newest of a purpose counts. */
export const consentSchema = z.object({
  /** The record under which it was given. */
  customerId: idSchema('cus'),
  /** Counts the words given under one record. */
  n: z.int().positive(),
  purpose: z.string(),
  state: z.enum(['granted', 'withdrawn']),
  at: instantSchema,
  source: consentSourceSchema,
  textVersion: z.string(),
  /** What it rests on, such as the number of a form. */
  evidence: z.string().optional(),
  recordedBy: z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() }),
});
export type Consent = Readonly<z.infer<typeof consentSchema>>;

/** The purposes whose withdrawal the product itself heeds. */
export const surveyPurpose = 'survey';
export const profilingPurpose = 'profiling';

/** The record with that word on it. */
export const withConsent = (before: Customer, consent: Consent, now: Instant): Customer => {
  const state: ConsentState = {
    state: consent.state,
    at: consent.at,
    textVersion: consent.textVersion,
  };
  return {
    ...before,
    version: before.version + 1,
    updatedAt: Math.max(now, before.updatedAt),
    privacy: {
      ...before.privacy,
      consentsGiven: consent.n,
      consents: { ...before.privacy?.consents, [consent.purpose]: state },
    },
  };
};

/** Whether the customer has said no to a purpose. Who has said nothing has not. */
export const hasWithdrawn = ({ privacy }: Pick<Customer, 'privacy'>, purpose: string): boolean =>
  privacy?.consents?.[purpose]?.state === 'withdrawn';
