import { listViews } from '#shared/app/tickets/views.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/list-views'];
export const operation = listViews;
