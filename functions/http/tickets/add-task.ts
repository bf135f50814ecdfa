import { addTask } from '#shared/app/tickets/tasks.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/add-task'];
export const operation = addTask;
