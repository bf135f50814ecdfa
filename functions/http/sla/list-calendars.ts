import { listCalendars } from '#shared/app/sla/list-calendars.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/list-calendars'];
export const operation = listCalendars;
