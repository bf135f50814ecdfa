import { editTicket } from '#shared/app/tickets/edit-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/edit'];
export const operation = editTicket;
