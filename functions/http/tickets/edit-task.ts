import { editTask } from '#shared/app/tickets/tasks.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/edit-task'];
export const operation = editTask;
