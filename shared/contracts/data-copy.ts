import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { customerView } from './customers.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut } from './words.ts';

const actor = z.object({ type: z.string(), id: z.string() });

/** Everything that is kept of a person (C9): plain, for people and for programs. Names of staff are ids. */
export const dataCopyView = z.object({
  generatedAt: instantOut,
  customerId: idSchema('cus'),
  /** Only on the first page: the record, consents, notes, orders, surveys, grades and who read the record. */
  record: customerView.optional(),
  /** Ids of records that were merged into this one. */
  formerIds: z.array(z.string()).optional(),
  consents: z.array(z.unknown()).optional(),
  notes: z.array(z.object({ at: instantOut, author: actor, body: z.string() })).optional(),
  orders: z.array(z.unknown()).optional(),
  surveys: z.array(z.unknown()).optional(),
  grades: z.array(z.unknown()).optional(),
  reads: z.array(z.object({ at: instantOut, action: z.string(), actor })).optional(),
  /** Cases, newest first, with everything that was said. */
  cases: z.array(
    z.object({
      id: idSchema('tkt'),
      number: z.string(),
      kind: z.string(),
      category: z.string(),
      status: z.string(),
      channel: z.string(),
      language: z.string(),
      subject: z.string(),
      tags: z.array(z.string()),
      createdAt: instantOut,
      closedAt: instantOut.nullable(),
      messages: z.array(
        z.object({ at: instantOut, author: actor, visibility: z.string(), body: z.string() }),
      ),
    }),
  ),
  /** Parts that were too long for one answer and end before their end. */
  cut: z.array(z.string()),
  nextCursor: z.string().optional(),
});

/** The right to a copy of one's data (C9, S28). */
export const dataCopyRoutes = defineRoutes({
  'customers/data-copy': {
    method: 'GET',
    path: '/v1/customers/{id}/data-copy',
    summary:
      'Everything that is kept of a customer, twenty cases a page; a page for people where Accept asks for HTML',
    permission: 'customers.copy',
    params: idParam('cus'),
    query: z.strictObject({ cursor: z.string().optional() }),
    body: undefined,
    success: [200],
    response: dataCopyView,
    html: true,
    refusals: ['not_found', 'invalid_cursor'],
  },
});
