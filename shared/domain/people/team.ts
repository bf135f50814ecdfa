import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';

/** A team is also a queue. Level 1 of the ladder moves its tickets to `escalatesTo` (`api.md`, Teams). */
export const teamSchema = z.object({
  id: idSchema('team'),
  version: z.int().positive(),
  /** Unique among the teams, whatever its case and width. */
  name: z.string().min(1),
  department: z.string().optional(),
  escalatesTo: idSchema('team').optional(),
  leadIds: z.array(idSchema('usr')).optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Team = Readonly<z.infer<typeof teamSchema>>;
