import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';
import { shopIdSchema } from '../settings/shop.ts';
import { channelSchema } from '../tickets/values.ts';
import { gradeSchema } from './grade.ts';
import { privacySchema } from './privacy.ts';
import { valueSchema } from './value.ts';

/** The words of a customer record (C1). `merged`: another record answers for it; `erased`: nothing personal is left. */
export const customerStatusSchema = z.enum(['active', 'archived', 'merged', 'erased']);
export type CustomerStatus = z.infer<typeof customerStatusSchema>;
/** How a customer likes to be reached. */
export const contactChannelSchema = z.enum([
  'email',
  'sms',
  'phone',
  'app',
  'chat',
  'web',
  'social',
  'marketplace',
]);

export type ContactChannel = z.infer<typeof contactChannelSchema>;

export const addressSchema = z.object({
  /** ISO 3166 alpha-2. */
  country: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  line: z.string(),
  postcode: z.string().optional(),
});
export type Address = Readonly<z.infer<typeof addressSchema>>;

/** A customer's number in a shop's system, or their name on a channel; found by the id alone, whatever the channel. */
export const externalIdSchema = z.object({
  shopId: shopIdSchema,
  id: z.string().min(1),
  channel: channelSchema.optional(),
});
export type ExternalId = Readonly<z.infer<typeof externalIdSchema>>;

/** How many phones, e-mails, addresses and external ids one customer has at most, of each. */
export const MAX_CONTACTS = 10;
/** Each tag of a customer lies in a list of its own. */
export const MAX_CUSTOMER_TAGS = 20;

/** A customer as stored: whole values; who may see which of them is decided by `mask.ts`. */
export const customerSchema = z.object({
  id: idSchema('cus'),
  version: z.int().positive(),
  /** Subject of the customer's own access token, for those who sign in. */
  sub: z.string().optional(),
  status: customerStatusSchema,
  /** Empty once the record was merged into another one or erased. */
  name: z.string(),
  /** E.164, the preferred one first. */
  phones: z.array(z.string()),
  /** With an ASCII domain in lower case. */
  emails: z.array(z.string()),
  addresses: z.array(addressSchema),
  /** `YYYY-MM-DD`, without a time zone. */
  birthday: z.iso.date().optional(),
  language: z.string().optional(),
  timeZone: z.string().optional(),
  preferredChannel: contactChannelSchema.optional(),
  doNotDisturb: z.boolean(),
  externalIds: z.array(externalIdSchema),
  tags: z.array(z.string()),
  /** How many notes are kept with the customer. */
  notes: z.int().nonnegative(),
  /** By which making of search entries this record is found (`search.ts`); absent on one from before there were any. */
  searchVersion: z.int().positive().optional(),
  /** Consents, merges, erasure, reviews of the data. */
  privacy: privacySchema.optional(),
  /** Spend, grade, stage, churn risk: computed from orders, absent until the first one. */
  value: valueSchema.optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Customer = Readonly<z.infer<typeof customerSchema>>;

/**
 * Who has this phone, e-mail or external id: its keyed digest, and the holders in the order in which they came. A phone isn't
 * unique; the first holder is the one whom a ticket without a `customerId` belongs to.
 */
export const customerLookupSchema = z.object({
  digest: z.string(),
  /** Empty when the last holder gave it up: the record stays, so that giving up and taking over can't cross. */
  customerIds: z.array(idSchema('cus')),
  /** The first holder's grade, kept by the write that changes it; unknown where somebody else became the first. */
  grade: gradeSchema.optional(),
  version: z.int().positive(),
});
export type CustomerLookup = Readonly<z.infer<typeof customerLookupSchema>>;
