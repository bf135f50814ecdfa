import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';

/** The longest note, in bytes of UTF-8. */
export const MAX_NOTE_BYTES = 8 * 1024;

/** What a member of staff wrote down about a customer, for their colleagues; customers never see it. It is not changed afterwards. */
export const customerNoteSchema = z.object({
  id: idSchema('note'),
  customerId: idSchema('cus'),
  author: z.object({ type: z.enum(['user', 'system']), id: z.string() }),
  /** Empty once the customer was forgotten. */
  body: z.string(),
  createdAt: instantSchema,
});
export type CustomerNote = Readonly<z.infer<typeof customerNoteSchema>>;
