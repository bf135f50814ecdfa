import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { languageTagSchema } from '#shared/domain/settings/locale.ts';
import { shopIdSchema } from '#shared/domain/settings/shop.ts';
import { clockViewSchema } from '#shared/domain/sla/views.ts';
import {
  channelSchema,
  escalationLevelSchema,
  kindSchema,
  openedBySchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
} from '#shared/domain/tickets/values.ts';
import {
  commaList,
  idParam,
  instantOut,
  instantTextSchema,
  lineSchema,
  nothing,
  pageQuery,
  tagSchema,
  textSchema,
} from './words.ts';

const actorOut = z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() });

export const nullable = <T extends z.ZodType>(schema: T) => schema.nullable();

const unique = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;

const tagsIn = z.array(tagSchema).max(20).refine(unique, 'must not repeat');

const orderIdsIn = z.array(idSchema('ord')).max(20).refine(unique, 'must not repeat');

const categoryIn = z
  .string()
  .regex(/^[a-z][A-Za-z]{0,30}\.[a-z][A-Za-z0-9]{0,40}$/, 'must be a category such as complaint.logistics');

const subjectIn = lineSchema(200, 800);

const bodyIn = textSchema(64 * 1024);

const reasonIn = lineSchema(500, 2000);

/** What lists show of a ticket. */
export const ticketSummary = z.object({
  id: idSchema('tkt'),
  number: z.string(),
  version: z.int(),
  shopId: z.string(),
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  priority: prioritySchema,
  status: ticketStatusSchema,
  channel: channelSchema,
  subject: z.string(),
  language: z.string(),
  customerId: idSchema('cus'),
  teamId: idSchema('team'),
  teamIds: z.array(z.string()),
  assigneeId: nullable(idSchema('usr')),
  ownerId: nullable(idSchema('usr')),
  escalationLevel: escalationLevelSchema,
  tags: z.array(z.string()),
  sla: z.object({
    next: nullable(
      z.object({ target: z.string(), state: z.enum(['running', 'breached']), dueAt: instantOut }),
    ),
  }),
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** The ticket (`api.md`, The ticket). */
export const ticketView = z.object({
  ...ticketSummary.shape,
  openedBy: openedBySchema,
  orderIds: z.array(z.string()),
  triage: z.object({
    source: z.string(),
    confidence: z.number(),
    sentiment: z.string().optional(),
    /** The customer's grade when the case came; staff see it. */
    grade: gradeSchema.optional(),
  }),
  sla: z.object({
    policyId: nullable(z.string()),
    policyVersion: nullable(z.int()),
    clocks: z.array(clockViewSchema),
    warnings: z.array(z.string()).optional(),
  }),
  firstResponseAt: nullable(instantOut),
  resolvedAt: nullable(instantOut),
  closedAt: nullable(instantOut),
  reopenCount: z.int(),
});

const personIn = z.strictObject({
  name: lineSchema(100),
  phone: phoneSchema.optional(),
  email: emailSchema.optional(),
});

export const createTicketBody = z.strictObject({
  kind: kindSchema.optional(),
  category: categoryIn.optional(),
  severity: severitySchema.optional(),
  priority: prioritySchema.optional(),
  subject: subjectIn,
  body: bodyIn,
  channel: channelSchema,
  customerId: idSchema('cus').optional(),
  customer: personIn.optional(),
  orderIds: orderIdsIn.optional(),
  language: languageTagSchema.optional(),
  tags: tagsIn.optional(),
  attachmentIds: z.array(idSchema('att')).max(20).optional(),
  teamId: idSchema('team').optional(),
  shopId: shopIdSchema.optional(),
  openedBy: openedBySchema.optional(),
});

export const listTicketsQuery = z.strictObject({
  ...pageQuery,
  status: commaList(ticketStatusSchema).optional(),
  teamId: idSchema('team').optional(),
  assigneeId: z.union([z.literal('none'), idSchema('usr')]).optional(),
  customerId: idSchema('cus').optional(),
  orderId: idSchema('ord').optional(),
  number: z
    .string()
    .regex(/^[0-9A-Za-z]{2}-?[0-9A-Za-z]{5}$/, 'must be a ticket number such as K7-4M2Q9')
    .optional(),
  kind: kindSchema.optional(),
  severity: severitySchema.optional(),
  tag: tagSchema.optional(),
  escalationLevel: z.enum(['0', '1', '2']).transform(Number).optional(),
  shopId: shopIdSchema.optional(),
  dueBefore: instantTextSchema.optional(),
  createdAfter: instantTextSchema.optional(),
  createdBefore: instantTextSchema.optional(),
  sort: z.enum(['-createdAt', 'createdAt', 'dueAt']).optional(),
});

export const childParam = <N extends 'messageId' | 'taskId' | 'viewId', P extends 'msg' | 'tsk'>(
  name: N,
  prefix: P,
) =>
  z.strictObject({ id: idSchema('tkt'), [name]: idSchema(prefix) } as {
    id: ReturnType<typeof idSchema<'tkt'>>;
  } & Record<N, ReturnType<typeof idSchema<P>>>);

export const onTicket = { params: idParam('tkt'), query: nothing } as const;

/** Words that requests about cases have in common. */
export const ticketWords = { actorOut, tagsIn, orderIdsIn, categoryIn, subjectIn, bodyIn, reasonIn };
