import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { actorSchema } from './event.ts';

/** Work on a case that somebody else owns, with its own deadline: a department's part, or the follow-up of a bad survey (F5). */
export const taskSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  type: z.enum(['followUp', 'department', 'callBack', 'other']),
  title: z.string(),
  status: z.enum(['open', 'done']),
  teamId: z.string(),
  assigneeId: z.string().optional(),
  dueAt: instantSchema,
  createdAt: instantSchema,
  createdBy: actorSchema,
  result: z.string().optional(),
  doneAt: instantSchema.optional(),
  doneBy: actorSchema.optional(),
  version: z.int().positive(),
});
export type Task = Readonly<z.infer<typeof taskSchema>>;
