import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';

/** That a member of staff accepted a text, such as the terms of confidentiality, in one version (C9). Written once. */
export const acceptanceSchema = z.object({
  userId: idSchema('usr'),
  notice: z.string(),
  textVersion: z.string(),
  at: instantSchema,
});
export type Acceptance = Readonly<z.infer<typeof acceptanceSchema>>;
