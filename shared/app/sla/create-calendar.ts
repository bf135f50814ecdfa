import type { slaRoutes } from '#shared/contracts/sla.ts';
import { assertOpens } from '#shared/domain/sla/calendar.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { firstVersion } from './next-version.ts';
import { calendarView } from './views.ts';

/** `POST /v1/calendars`. Refuses (`calendar_never_open`) one that isn't open for a second in 366 days. */
export const createCalendar: Operation<(typeof slaRoutes)['sla/create-calendar']> = {
  run({ body: { name, ...definition } }, context) {
    assertOpens(definition, context.now);
    const calendar = { calendarId: context.newId('cal'), name, definition, ...firstVersion(context) };
    return {
      body: calendarView(calendar),
      version: calendar.version,
      location: `/v1/calendars/${calendar.calendarId}`,
      writes: configWrites(context, create('calendar', calendar)),
    };
  },
};
