import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { languageTagSchema } from '#shared/domain/settings/locale.ts';
import { shopIdSchema } from '#shared/domain/settings/shop.ts';
import { clockViewSchema } from '#shared/domain/sla/views.ts';
import { eventTypeSchema } from '#shared/domain/tickets/event.ts';
import {
  channelSchema,
  escalationLevelSchema,
  kindSchema,
  openedBySchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
  visibilitySchema,
} from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import {
  commaList,
  idParam,
  instantOut,
  instantTextSchema,
  lineSchema,
  nothing,
  pageOf,
  pageQuery,
  tagSchema,
  textSchema,
} from './words.ts';

const actorOut = z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() });
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable();
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

export const messageView = z.object({
  id: idSchema('msg'),
  ticketId: idSchema('tkt'),
  version: z.int(),
  visibility: visibilitySchema,
  author: actorOut,
  body: z.string(),
  attachmentIds: z.array(z.string()),
  createdAt: instantOut,
  editedAt: nullable(instantOut),
});

export const timelineEventView = z.object({
  id: idSchema('evt'),
  seq: z.int(),
  type: eventTypeSchema,
  at: instantOut,
  actor: actorOut,
  data: z.record(z.string(), z.unknown()),
});

export const escalationView = z.object({
  n: z.int(),
  ticketId: idSchema('tkt'),
  level: escalationLevelSchema,
  from: escalationLevelSchema,
  cause: z.enum(['severity', 'deadline', 'manual']),
  reason: z.string(),
  target: z.string().optional(),
  dueAt: instantOut,
  at: instantOut,
  actor: actorOut,
  fromTeamId: z.string(),
  toTeamId: z.string(),
  acknowledgedAt: nullable(instantOut),
  acknowledgedBy: nullable(z.string()),
  holdUntil: nullable(instantOut),
});

export const taskView = z.object({
  id: idSchema('tsk'),
  ticketId: idSchema('tkt'),
  version: z.int(),
  type: z.enum(['followUp', 'department', 'callBack', 'other']),
  title: z.string(),
  status: z.enum(['open', 'done']),
  teamId: z.string(),
  assigneeId: nullable(z.string()),
  dueAt: instantOut,
  createdAt: instantOut,
  createdBy: actorOut,
  result: nullable(z.string()),
  doneAt: nullable(instantOut),
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

const childParam = <N extends 'messageId' | 'taskId' | 'viewId', P extends 'msg' | 'tsk'>(
  name: N,
  prefix: P,
) =>
  z.strictObject({ id: idSchema('tkt'), [name]: idSchema(prefix) } as {
    id: ReturnType<typeof idSchema<'tkt'>>;
  } & Record<N, ReturnType<typeof idSchema<P>>>);

/** A step on the ladder by its number within the ticket. */
const stepParam = z.strictObject({
  id: idSchema('tkt'),
  n: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number),
});

/** Parameters of the list of tickets as they stand in its address, each of them one that the list takes. */
const savedQuery = z.record(z.string().max(40), z.string().max(200)).check((checked) => {
  const { issues = [] } =
    listTicketsQuery.omit({ limit: true, cursor: true }).safeParse(checked.value).error ?? {};
  for (const issue of issues) checked.issues.push({ ...issue, input: checked.value } as z.core.$ZodRawIssue);
});

const savedViewBody = z.strictObject({ name: lineSchema(80), query: savedQuery });
const savedView = z.object({
  id: idSchema('view'),
  version: z.int(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  createdAt: instantOut,
  updatedAt: instantOut,
});

const onTicket = { params: idParam('tkt'), query: nothing } as const;
const versionedChange = { versioned: true, ifMatch: true, success: [200], response: ticketView } as const;

/** Everything about cases. A route's key is also the path of its handler: `tickets/create` lives in functions/http/tickets/create.ts. */
export const ticketRoutes = defineRoutes({
  'tickets/list': {
    method: 'GET',
    path: '/v1/tickets',
    summary: 'List tickets',
    permission: 'tickets.read',
    params: nothing,
    query: listTicketsQuery,
    body: undefined,
    success: [200],
    response: pageOf(ticketSummary),
    refusals: ['invalid_cursor', 'filter_too_broad'],
  },
  'tickets/create': {
    method: 'POST',
    path: '/v1/tickets',
    summary: 'Open a ticket',
    permission: 'tickets.create',
    params: nothing,
    query: nothing,
    body: createTicketBody,
    success: [201],
    response: ticketView,
    versioned: true,
    repeats: true,
    refusals: ['unknown_reference', 'calendar_not_covered'],
  },
  'tickets/counts': {
    method: 'GET',
    path: '/v1/tickets/counts',
    summary: 'Count tickets by status, team and assignee',
    permission: 'tickets.count',
    params: nothing,
    query: nothing,
    body: undefined,
    success: [200],
    response: z.object({
      statuses: z.record(z.string(), z.int()),
      teams: z.array(z.object({ teamId: z.string(), statuses: z.record(z.string(), z.int()) })),
      assignees: z.array(z.object({ assigneeId: z.string(), statuses: z.record(z.string(), z.int()) })),
      mine: z.record(z.string(), z.int()),
    }),
    refusals: [],
  },
  'tickets/get': {
    method: 'GET',
    path: '/v1/tickets/{id}',
    summary: 'Read a ticket',
    permission: 'tickets.read',
    ...onTicket,
    body: undefined,
    success: [200],
    response: ticketView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit': {
    method: 'PATCH',
    path: '/v1/tickets/{id}',
    summary: 'Change fields of a ticket',
    permission: 'tickets.write',
    ...onTicket,
    body: z.strictObject({
      subject: subjectIn.optional(),
      kind: kindSchema.optional(),
      category: categoryIn.optional(),
      severity: severitySchema.optional(),
      priority: prioritySchema.optional(),
      language: languageTagSchema.optional(),
      tags: tagsIn.nullable().optional(),
      orderIds: orderIdsIn.nullable().optional(),
      customerId: idSchema('cus').optional(),
    }),
    ...versionedChange,
    refusals: ['not_found', 'unknown_reference'],
  },
  'tickets/list-messages': {
    method: 'GET',
    path: '/v1/tickets/{id}/messages',
    summary: 'List the messages of a ticket, oldest first',
    permission: 'messages.read',
    params: idParam('tkt'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(messageView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'tickets/add-message': {
    method: 'POST',
    path: '/v1/tickets/{id}/messages',
    summary: 'Write a public message or an internal note',
    permission: 'messages.write',
    ...onTicket,
    body: z.strictObject({
      visibility: visibilitySchema,
      body: bodyIn,
      attachmentIds: z.array(idSchema('att')).max(20).optional(),
      handled: z.boolean().optional(),
    }),
    success: [201],
    response: messageView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'ticket_closed', 'unknown_reference'],
  },
  'tickets/get-message': {
    method: 'GET',
    path: '/v1/tickets/{id}/messages/{messageId}',
    summary: 'Read a message',
    permission: 'messages.read',
    params: childParam('messageId', 'msg'),
    query: nothing,
    body: undefined,
    success: [200],
    response: messageView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit-message': {
    method: 'PATCH',
    path: '/v1/tickets/{id}/messages/{messageId}',
    summary: 'Edit a message; what it said is kept',
    permission: 'messages.write',
    params: childParam('messageId', 'msg'),
    query: nothing,
    body: z.strictObject({ body: bodyIn }),
    success: [200],
    response: messageView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found'],
  },
  'tickets/transition': {
    method: 'POST',
    path: '/v1/tickets/{id}/transitions',
    summary: 'Move a ticket to another status',
    permission: 'tickets.write',
    ...onTicket,
    body: z.strictObject({ to: ticketStatusSchema, reason: reasonIn, handled: z.literal(true).optional() }),
    ...versionedChange,
    refusals: ['not_found', 'transition_not_allowed'],
  },
  'tickets/assign': {
    method: 'PUT',
    path: '/v1/tickets/{id}/assignment',
    summary: 'Give a ticket to a person or a team',
    permission: 'tickets.write',
    ...onTicket,
    body: z.strictObject({
      assigneeId: idSchema('usr').nullable().optional(),
      teamId: idSchema('team').optional(),
      auto: z.boolean().optional(),
    }),
    versioned: true,
    ifMatch: true,
    success: [200],
    response: z.object({
      ...ticketView.shape,
      routing: z
        .object({
          strategy: z.string(),
          chosen: z.string().nullable(),
          candidates: z
            .array(z.object({ userId: z.string(), active: z.int(), capacity: z.int(), reason: z.string() }))
            .readonly(),
        })
        .optional(),
    }),
    refusals: ['not_found', 'unknown_reference', 'conflict', 'no_agent_available'],
  },
  'tickets/list-escalations': {
    method: 'GET',
    path: '/v1/tickets/{id}/escalations',
    summary: 'List the steps a ticket took on the ladder',
    permission: 'tickets.read',
    params: idParam('tkt'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(escalationView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'tickets/escalate': {
    method: 'POST',
    path: '/v1/tickets/{id}/escalations',
    summary: 'Move a ticket up or down the ladder by hand',
    permission: 'tickets.escalate',
    ...onTicket,
    body: z.strictObject({ level: escalationLevelSchema, reason: reasonIn }),
    success: [201],
    response: escalationView,
    repeats: true,
    refusals: ['not_found', 'conflict', 'level_unchanged'],
  },
  'tickets/get-escalation': {
    method: 'GET',
    path: '/v1/tickets/{id}/escalations/{n}',
    summary: 'Read one step on the ladder',
    permission: 'tickets.read',
    params: stepParam,
    query: nothing,
    body: undefined,
    success: [200],
    response: escalationView,
    refusals: ['not_found'],
  },
  'tickets/acknowledge': {
    method: 'POST',
    path: '/v1/tickets/{id}/escalations/{n}/acknowledgement',
    summary: 'Acknowledge an escalation: higher rungs wait',
    permission: 'tickets.escalate',
    params: stepParam,
    query: nothing,
    body: z.strictObject({ reason: reasonIn.optional() }).optional(),
    success: [200],
    response: escalationView,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
  'tickets/timeline': {
    method: 'GET',
    path: '/v1/tickets/{id}/timeline',
    summary: 'Every event of a ticket, by seq',
    permission: 'tickets.read',
    params: idParam('tkt'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(timelineEventView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'tickets/list-tasks': {
    method: 'GET',
    path: '/v1/tickets/{id}/tasks',
    summary: 'List the tasks of a ticket',
    permission: 'tickets.read',
    params: idParam('tkt'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(taskView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'tickets/add-task': {
    method: 'POST',
    path: '/v1/tickets/{id}/tasks',
    summary: 'Add a task with its own owner and deadline',
    permission: 'tasks.write',
    ...onTicket,
    body: z.strictObject({
      type: z.enum(['followUp', 'department', 'callBack', 'other']).optional(),
      title: lineSchema(200),
      teamId: idSchema('team').optional(),
      assigneeId: idSchema('usr').optional(),
      dueAt: instantTextSchema,
    }),
    success: [201],
    response: taskView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'unknown_reference'],
  },
  'tickets/get-task': {
    method: 'GET',
    path: '/v1/tickets/{id}/tasks/{taskId}',
    summary: 'Read a task',
    permission: 'tickets.read',
    params: childParam('taskId', 'tsk'),
    query: nothing,
    body: undefined,
    success: [200],
    response: taskView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit-task': {
    method: 'PATCH',
    path: '/v1/tickets/{id}/tasks/{taskId}',
    summary: 'Change a task or record its result',
    permission: 'tasks.write',
    params: childParam('taskId', 'tsk'),
    query: nothing,
    body: z.strictObject({
      title: lineSchema(200).optional(),
      status: z.enum(['open', 'done']).optional(),
      result: textSchema(4000).nullable().optional(),
      teamId: idSchema('team').optional(),
      assigneeId: idSchema('usr').nullable().optional(),
      dueAt: instantTextSchema.optional(),
    }),
    success: [200],
    response: taskView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found', 'unknown_reference'],
  },
  'tickets/list-views': {
    method: 'GET',
    path: '/v1/views',
    summary: 'List your saved views',
    permission: 'views.use',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(savedView),
    refusals: ['invalid_cursor'],
  },
  'tickets/create-view': {
    method: 'POST',
    path: '/v1/views',
    summary: 'Save a list query under a name',
    permission: 'views.use',
    params: nothing,
    query: nothing,
    body: savedViewBody,
    success: [201],
    response: savedView,
    versioned: true,
    refusals: [],
  },
  'tickets/get-view': {
    method: 'GET',
    path: '/v1/views/{id}',
    summary: 'Read a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: undefined,
    success: [200],
    response: savedView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit-view': {
    method: 'PATCH',
    path: '/v1/views/{id}',
    summary: 'Change a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: z.strictObject({ name: lineSchema(80).optional(), query: savedViewBody.shape.query.optional() }),
    success: [200],
    response: savedView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found'],
  },
  'tickets/delete-view': {
    method: 'DELETE',
    path: '/v1/views/{id}',
    summary: 'Remove a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: undefined,
    success: [204],
    response: z.undefined(),
    ifMatch: true,
    refusals: ['not_found'],
  },
});
