import { createTicket } from '#shared/app/tickets/create-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/create'];
export const operation = createTicket;
