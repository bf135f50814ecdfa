import * as z from 'zod';
import { MAX_NOTE_BYTES } from '#shared/domain/customers/note.ts';
import { timelineTypeSchema } from '#shared/domain/customers/timeline.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { moneyOut } from '#shared/domain/kernel/money.ts';
import { orderStatusSchema } from '#shared/domain/orders/values.ts';
import { surveyStatusSchema } from '#shared/domain/surveys/values.ts';
import {
  channelSchema,
  kindSchema,
  severitySchema,
  ticketStatusSchema,
} from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import { commaList, idParam, instantOut, nothing, pageOf, pageQuery, textSchema } from './words.ts';

const authorOut = z.object({ type: z.enum(['user', 'system']), id: z.string() });

/** A note about a customer, phones and cards in it masked to all but roles that may reveal phones. */
export const noteView = z.object({
  id: idSchema('note'),
  customerId: idSchema('cus'),
  author: authorOut,
  body: z.string(),
  createdAt: instantOut,
});

/** What happened with a customer. How they felt over time is read from it: `sentiment` of each case, `csat` of each survey. */
export const timelineEntry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ticket'),
    id: idSchema('tkt'),
    at: instantOut,
    number: z.string(),
    kind: kindSchema,
    category: z.string(),
    severity: severitySchema,
    status: ticketStatusSchema,
    channel: channelSchema,
    subject: z.string(),
    /** What triage read in the customer's first words. */
    sentiment: z.enum(['positive', 'neutral', 'negative']).nullable(),
  }),
  z.object({
    type: z.literal('order'),
    id: idSchema('ord'),
    at: instantOut,
    externalId: z.string(),
    shopId: z.string(),
    status: orderStatusSchema,
    total: moneyOut,
  }),
  z.object({
    type: z.literal('survey'),
    id: idSchema('svy'),
    at: instantOut,
    ticketId: z.string().nullable(),
    status: surveyStatusSchema,
    csat: z.int().nullable(),
  }),
  z.object({
    type: z.literal('note'),
    id: idSchema('note'),
    at: instantOut,
    author: authorOut,
    body: z.string(),
  }),
]);

/** What staff note about a customer, and everything that happened with them (C1). */
export const customerNoteRoutes = defineRoutes({
  'customers/list-notes': {
    method: 'GET',
    path: '/v1/customers/{id}/notes',
    summary: 'Notes about a customer, newest first; for staff only',
    permission: 'notes.read',
    params: idParam('cus'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(noteView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'customers/add-note': {
    method: 'POST',
    path: '/v1/customers/{id}/notes',
    summary: 'Write down a note about a customer; it is not changed afterwards',
    permission: 'notes.write',
    params: idParam('cus'),
    query: nothing,
    body: z.strictObject({ body: textSchema(MAX_NOTE_BYTES) }),
    success: [201],
    response: noteView,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
  'customers/timeline': {
    method: 'GET',
    path: '/v1/customers/{id}/timeline',
    summary:
      'Cases, orders, surveys and notes of a customer, newest first: what the caller may read elsewhere',
    permission: 'customers.read',
    params: idParam('cus'),
    query: z.strictObject({ ...pageQuery, type: commaList(timelineTypeSchema).optional() }),
    body: undefined,
    success: [200],
    response: pageOf(timelineEntry),
    refusals: ['not_found', 'invalid_cursor'],
  },
});
