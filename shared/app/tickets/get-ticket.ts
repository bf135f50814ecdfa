import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { ticketOr404 } from './access.ts';
import { ticketView } from './view.ts';

/** One ticket with its clocks as they stand now. */
export const getTicket: Operation<(typeof ticketRoutes)['tickets/get']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: ({ params }, context) => {
    const ticket = ticketOr404(context, params.id);
    return { body: ticketView(ticket, context), version: ticket.version };
  },
};
