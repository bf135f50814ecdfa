import { listMessages } from '#shared/app/tickets/list-parts.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/list-messages'];
export const operation = listMessages;
