import { addMessage } from '#shared/app/tickets/messages.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/add-message'];
export const operation = addMessage;
