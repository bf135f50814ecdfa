import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { languageTagSchema } from '#shared/domain/settings/locale.ts';
import { eventTypeSchema } from '#shared/domain/tickets/event.ts';
import {
  kindSchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
} from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import { ticketEscalationRoutes } from './ticket-escalations.ts';
import { ticketMessageRoutes } from './ticket-messages.ts';
import {
  createTicketBody,
  listTicketsQuery,
  onTicket,
  ticketSummary,
  ticketView,
  ticketWords,
} from './ticket-shapes.ts';
import { ticketTaskRoutes } from './ticket-tasks.ts';
import { viewRoutes } from './views.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

const { actorOut, tagsIn, orderIdsIn, categoryIn, subjectIn, reasonIn } = ticketWords;

export const timelineEventView = z.object({
  id: idSchema('evt'),
  seq: z.int(),
  type: eventTypeSchema,
  at: instantOut,
  actor: actorOut,
  data: z.record(z.string(), z.unknown()),
});

const versionedChange = { versioned: true, ifMatch: true, success: [200], response: ticketView } as const;

const caseRoutes = defineRoutes({
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
});

/** Everything about cases. A route's key is also the path of its handler: `tickets/create` lives in functions/http/tickets/create.ts. */
export const ticketRoutes = {
  ...caseRoutes,
  ...ticketMessageRoutes,
  ...ticketEscalationRoutes,
  ...ticketTaskRoutes,
  ...viewRoutes,
};
