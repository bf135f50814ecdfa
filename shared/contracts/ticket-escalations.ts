import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { escalationLevelSchema } from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import { nullable, onTicket, ticketWords } from './ticket-shapes.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

const { actorOut, reasonIn } = ticketWords;

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

/** A step on the ladder by its number within the ticket. */
const stepParam = z.strictObject({
  id: idSchema('tkt'),
  n: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number),
});

/** The steps that a case takes on the ladder. */
export const ticketEscalationRoutes = defineRoutes({
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
});
