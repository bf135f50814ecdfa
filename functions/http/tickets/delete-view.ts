import { deleteView } from '#shared/app/tickets/views.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/delete-view'];
export const operation = deleteView;
