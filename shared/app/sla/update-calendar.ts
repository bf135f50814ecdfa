import type { slaRoutes } from '#shared/contracts/sla.ts';
import { mergePatch } from '#shared/domain/settings/merge-patch.ts';
import { assertOpens } from '#shared/domain/sla/calendar.ts';
import { calendarDefinitionSchema } from '#shared/domain/sla/calendar-definition.ts';
import { readWhole } from '#shared/domain/sla/read-whole.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { calendarOr404 } from './lookup.ts';
import { followUp } from './next-version.ts';
import { calendarView } from './views.ts';

/** `PATCH /v1/calendars/{id}`: the next version. What a clock has measured by an older one is not measured again. */
export const updateCalendar: Operation<(typeof slaRoutes)['sla/update-calendar']> = {
  run({ params, body: { name, ...patch }, ifMatch }, context) {
    const before = calendarOr404(context, params.id);
    checkVersion(before, ifMatch);
    const definition = readWhole(calendarDefinitionSchema, mergePatch(before.definition, patch));
    assertOpens(definition, context.now);
    const { calendarId } = before;
    const after = { calendarId, name: name ?? before.name, definition, ...followUp(before, context) };
    return {
      body: calendarView(after),
      version: after.version,
      writes: configWrites(context, create('calendar', after)),
    };
  },
};
