import type { slaRoutes } from '#shared/contracts/sla.ts';
import { parseDuration } from '#shared/domain/kernel/duration.ts';
import { compileCalendar } from '#shared/domain/sla/calendar.ts';
import type { Operation } from '../ports.ts';
import { calendarOr404 } from './lookup.ts';
import { simulationView } from './views.ts';

/** `POST /v1/calendars/{id}/simulate`. Refuses (`calendar_not_covered`) what ends beyond the published holidays. */
export const simulateCalendar: Operation<(typeof slaRoutes)['sla/simulate-calendar']> = {
  run({ params, body: { start, duration } }, context) {
    const calendar = compileCalendar(calendarOr404(context, params.id).definition);
    const dueAt = calendar.add(start, parseDuration(duration) ?? 0);
    return { body: simulationView(dueAt, calendar.intervals(start, dueAt)) };
  },
};
