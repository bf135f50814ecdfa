import { simulateCalendar } from '#shared/app/sla/simulate-calendar.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/simulate-calendar'];
export const operation = simulateCalendar;
