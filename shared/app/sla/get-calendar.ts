import type { slaRoutes } from '#shared/contracts/sla.ts';
import type { Operation } from '../ports.ts';
import { calendarOr404 } from './lookup.ts';
import { calendarView } from './views.ts';

/** `GET /v1/calendars/{id}`: the newest version. */
export const getCalendar: Operation<(typeof slaRoutes)['sla/get-calendar']> = {
  run({ params }, context) {
    const calendar = calendarOr404(context, params.id);
    return { body: calendarView(calendar), version: calendar.version };
  },
};
