import { getTicket } from '#shared/app/tickets/get-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/get'];
export const operation = getTicket;
