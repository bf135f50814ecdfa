import type { slaRoutes } from '#shared/contracts/sla.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { calendarsInUse } from './lookup.ts';
import { calendarView } from './views.ts';

const LIST = 'calendars';

/** `GET /v1/calendars`, by name. */
export const listCalendars: Operation<(typeof slaRoutes)['sla/list-calendars']> = {
  run({ query }, context) {
    const all = calendarsInUse(context.config).map((calendar) => ({ ...calendar, id: calendar.calendarId }));
    const slice = sliceOf(all, ({ name }) => name, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, calendarView, context) };
  },
};
