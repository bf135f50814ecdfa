import { transitionTicket } from '#shared/app/tickets/transition-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/transition'];
export const operation = transitionTicket;
