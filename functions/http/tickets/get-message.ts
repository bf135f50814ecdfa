import { getMessage } from '#shared/app/tickets/get-part.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/get-message'];
export const operation = getMessage;
