import { getView } from '#shared/app/tickets/views.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/get-view'];
export const operation = getView;
