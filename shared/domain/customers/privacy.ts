import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';

/** How many records one person's record takes in at most: all are asked when the person's cases are listed, and all must go in the one transaction of an erasure. */
export const MAX_MERGED = 5;

/** What somebody agreed to last, for one purpose; the history lies beside the record. */
export const consentStateSchema = z.object({
  state: z.enum(['granted', 'withdrawn']),
  at: instantSchema,
  /** Version of the text that was shown. */
  textVersion: z.string(),
});
export type ConsentState = Readonly<z.infer<typeof consentStateSchema>>;

/** An erasure under way: everything personal of the record is gone, its cases follow in steps. */
export const erasureSchema = z.object({
  requestedAt: instantSchema,
  /** When the next step is due; absent once all is done. */
  nextAt: instantSchema.optional(),
  doneAt: instantSchema.optional(),
  /** Which of the person's records is being gone through, and how far. */
  place: z
    .object({
      customerId: idSchema('cus'),
      after: z.object({ sort: z.string(), id: z.string() }).optional(),
    })
    .optional(),
  /** Rounds through all cases; the second finds what was written while the first began. */
  rounds: z.int().nonnegative(),
});
export type Erasure = Readonly<z.infer<typeof erasureSchema>>;

/** When the record was last confirmed, when somebody has to look at it again, and whether they were told (C10). */
export const dataReviewSchema = z.object({
  confirmedAt: instantSchema,
  dueAt: instantSchema,
  remindedAt: instantSchema.optional(),
  /** When the plan is looked at next: at `dueAt`, and after that when it may have to be made anew. */
  nextAt: instantSchema,
});
export type DataReview = Readonly<z.infer<typeof dataReviewSchema>>;

/** What the rights of the person and the joining of records have made of a customer's record (C4, C9, C10). */
export const privacySchema = z.object({
  /** The record that answers for this one, and since when. */
  mergedInto: idSchema('cus').optional(),
  mergedAt: instantSchema.optional(),
  /** Records that this one answers for, oldest merge first. */
  merged: z.array(z.object({ customerId: idSchema('cus'), at: instantSchema })).optional(),
  /** How many words about consents were given under this record. */
  consentsGiven: z.int().nonnegative().optional(),
  /** By purpose, as it stands. */
  consents: z.record(z.string(), consentStateSchema).optional(),
  erasure: erasureSchema.optional(),
  dataReview: dataReviewSchema.optional(),
  /** Kept whatever the retention rules say, until it is taken away. */
  legalHold: z.object({ since: instantSchema, by: z.string() }).optional(),
  /** When the retention rules look at this record next. */
  retentionAt: instantSchema.optional(),
});
export type Privacy = Readonly<z.infer<typeof privacySchema>>;
