import { createView } from '#shared/app/tickets/views.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/create-view'];
export const operation = createView;
