import { createCalendar } from '#shared/app/sla/create-calendar.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/create-calendar'];
export const operation = createCalendar;
