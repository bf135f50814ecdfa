import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { ticketView } from './view.ts';

/** Moves a ticket along the documented transitions (T4). */
export const transitionTicket: Operation<(typeof ticketRoutes)['tickets/transition']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, body, ifMatch }, context) => {
    const ticket = ticketOr404(context, params.id);
    checkVersion(ticket, ifMatch);
    const ask = { to: body.to, reason: body.reason, handled: body.handled === true };
    const change = transition(ticket, ask, circumstances(context));
    return {
      body: ticketView(change.ticket, context),
      version: change.ticket.version,
      location: `/v1/tickets/${ticket.id}`,
      writes: await ticketWrites(change, context),
    };
  },
};
