import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { actorSchema } from './event.ts';
import { escalationLevelSchema } from './values.ts';

/** One step on the ladder agent → department → management (D6, D7), numbered within the ticket. */
export const escalationSchema = z.object({
  ticketId: z.string(),
  n: z.int().positive(),
  level: escalationLevelSchema,
  from: escalationLevelSchema,
  /** `severity`: the case started here; `deadline`: a clock ran out; `manual`: somebody asked for it. */
  cause: z.enum(['severity', 'deadline', 'manual']),
  reason: z.string(),
  target: z.string().optional(),
  /** When the step was due (for `deadline` the instant the rung says) and when it was taken. */
  dueAt: instantSchema,
  at: instantSchema,
  actor: actorSchema,
  fromTeamId: z.string(),
  toTeamId: z.string(),
  acknowledgedAt: instantSchema.optional(),
  acknowledgedBy: z.string().optional(),
  holdUntil: instantSchema.optional(),
  version: z.int().positive(),
});
export type Escalation = Readonly<z.infer<typeof escalationSchema>>;
