import { listTickets } from '#shared/app/tickets/list-tickets.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/list'];
export const operation = listTickets;
