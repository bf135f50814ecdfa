import { editView } from '#shared/app/tickets/views.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/edit-view'];
export const operation = editView;
