import * as z from 'zod';
import { ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import { createTicketBody } from './ticket-shapes.ts';
import { instantOut, nothing } from './words.ts';

const { kind, category, subject, body, customer, orderIds, language, shopId } = createTicketBody.shape;

/** What visitors may do without signing in; counted by their address. */
export const publicTicketRoutes = defineRoutes({
  'public/create-ticket': {
    method: 'POST',
    path: '/v1/public/tickets',
    summary: "A visitor's form: opens a ticket and answers its number",
    permission: 'public',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      kind,
      category,
      subject,
      body,
      customer: customer
        .unwrap()
        .refine(
          ({ phone, email }) => phone !== undefined || email !== undefined,
          'needs a phone or an e-mail',
        ),
      orderIds,
      language,
      shopId,
    }),
    success: [201],
    response: z.object({ number: z.string(), status: ticketStatusSchema, createdAt: instantOut }),
    repeats: true,
    keyedBy: ({ customer: { phone, email } }: { customer: { phone?: unknown; email?: unknown } }) =>
      JSON.stringify([phone, email]),
    refusals: ['unknown_reference', 'too_many_requests'],
  },
});
