import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';

/** Proof that a rung of the ladder has fired. It is written with the change and must not be there before: exactly once (D6). */
export const firedRungSchema = z.object({
  ticketId: z.string(),
  cycle: z.int(),
  target: z.string(),
  instance: z.int(),
  rung: z.string(),
  dueAt: instantSchema,
  firedAt: instantSchema,
  seq: z.int(),
});
export type FiredRung = Readonly<z.infer<typeof firedRungSchema>>;
