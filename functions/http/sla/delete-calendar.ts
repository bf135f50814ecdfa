import { deleteCalendar } from '#shared/app/sla/delete-calendar.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/delete-calendar'];
export const operation = deleteCalendar;
