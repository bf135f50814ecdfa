import { timeline } from '#shared/app/tickets/list-parts.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/timeline'];
export const operation = timeline;
