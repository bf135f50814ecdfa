import { editMessage } from '#shared/app/tickets/messages.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/edit-message'];
export const operation = editMessage;
