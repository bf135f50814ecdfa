import type { publicTicketRoutes } from '#shared/contracts/public-tickets.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { findOrMakeWants } from '../customers/find-or-make.ts';
import { orderRefs } from '../orders/check-orders.ts';
import type { Operation } from '../ports.ts';
import { openCase } from './create-ticket.ts';

/**
 * A visitor's form (T1). Answers the number to quote and nothing else, so that the form tells no one what is known of a phone or an
 * address. Nothing is sent to the visitor: a form that mails strangers would be a relay.
 */
export const createPublicTicket: Operation<(typeof publicTicketRoutes)['public/create-ticket']> = {
  wants: ({ body }, about) => [...findOrMakeWants(body.customer, about), ...orderRefs(body.orderIds)],
  run: async ({ body }, context) => {
    const { ticket, writes } = await openCase({ ...body, channel: 'web' }, context);
    return {
      body: { number: ticket.number, status: ticket.status, createdAt: iso(ticket.createdAt) },
      writes,
    };
  },
};
