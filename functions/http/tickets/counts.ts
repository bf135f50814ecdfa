import { countTickets } from '#shared/app/tickets/count-tickets.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/counts'];
export const operation = countTickets;
