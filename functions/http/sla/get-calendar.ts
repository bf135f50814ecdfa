import { getCalendar } from '#shared/app/sla/get-calendar.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/get-calendar'];
export const operation = getCalendar;
