import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { visibilitySchema } from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import { childParam, nullable, onTicket, ticketWords } from './ticket-shapes.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

const { actorOut, bodyIn } = ticketWords;

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

/** Messages and notes of a case. */
export const ticketMessageRoutes = defineRoutes({
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
});
