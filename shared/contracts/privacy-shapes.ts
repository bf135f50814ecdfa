import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { instantOut } from './words.ts';

/** How far an erasure is: the record is empty at once, its cases follow. */
export const erasureOut = z.object({ requestedAt: instantOut, doneAt: instantOut.nullable() });

/** What a customer's record shows of merges, rights and reviews of its data; each is absent where there is nothing to show. */
export const privacyOut = {
  /** Records that this one answers for. */
  merged: z.array(z.object({ customerId: idSchema('cus'), at: instantOut })).optional(),
  erasure: erasureOut.optional(),
  /** When the data has to be looked at again, and whether staff were told. */
  dataReview: z
    .object({ confirmedAt: instantOut, dueAt: instantOut, remindedAt: instantOut.nullable() })
    .optional(),
  /** Kept whatever the retention rules say. */
  legalHold: z.boolean().optional(),
} as const;
