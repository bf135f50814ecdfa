import { updateCalendar } from '#shared/app/sla/update-calendar.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/update-calendar'];
export const operation = updateCalendar;
