import { assignTicket } from '#shared/app/tickets/assign-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/assign'];
export const operation = assignTicket;
