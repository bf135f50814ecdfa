import * as z from 'zod';
import { gradeSchema } from '../customers/grade.ts';
import { instantSchema } from '../kernel/time.ts';
import { slaStateSchema } from '../sla/sla.ts';
import {
  channelSchema,
  escalationLevelSchema,
  kindSchema,
  openedBySchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
} from './values.ts';

/** The head of a case: everything but its conversation and its timeline. At most 8 KB, written whole on the condition of its version. */
export const ticketSchema = z.object({
  id: z.string(),
  number: z.string(),
  version: z.int().positive(),
  shopId: z.string(),
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  priority: prioritySchema,
  /** Whether somebody chose the priority; if not, it follows a complaint's severity. */
  priorityGiven: z.boolean(),
  status: ticketStatusSchema,
  channel: channelSchema,
  subject: z.string(),
  language: z.string(),
  openedBy: openedBySchema,
  customerId: z.string(),
  orderIds: z.array(z.string()),
  teamId: z.string(),
  teamIds: z.array(z.string()),
  /** The team that has the case at level 0: where it goes back to. */
  homeTeamId: z.string(),
  assigneeId: z.string().optional(),
  ownerId: z.string().optional(),
  escalationLevel: escalationLevelSchema,
  escalations: z.int().nonnegative(),
  tags: z.array(z.string()),
  triage: z.object({
    source: z.enum(['auto', 'given', 'corrected']),
    confidence: z.number(),
    sentiment: z.enum(['positive', 'neutral', 'negative']).optional(),
    /** The customer's grade when the case came, or came to them: deadlines are chosen by it, and a later grade changes none. */
    grade: gradeSchema.optional(),
  }),
  sla: slaStateSchema,
  eventSeq: z.int().nonnegative(),
  /** Members of staff who wrote publicly, newest last, at most 10: whom a survey is about. */
  repliedBy: z.array(z.string()),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  firstResponseAt: instantSchema.optional(),
  resolvedAt: instantSchema.optional(),
  closedAt: instantSchema.optional(),
  /** When a resolved case closes by itself. */
  closeAt: instantSchema.optional(),
  reopenCount: z.int().nonnegative(),
});
export type Ticket = Readonly<z.infer<typeof ticketSchema>>;
