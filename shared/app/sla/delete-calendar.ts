import type { slaRoutes } from '#shared/contracts/sla.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { calendarOr404, policiesInUse } from './lookup.ts';
import { followUp } from './next-version.ts';

/** `DELETE /v1/calendars/{id}`. Refuses (`in_use`) while a policy measures by it. Its versions stay for running clocks. */
export const deleteCalendar: Operation<(typeof slaRoutes)['sla/delete-calendar']> = {
  run({ params, ifMatch }, context) {
    const before = calendarOr404(context, params.id);
    checkVersion(before, ifMatch);
    const used = policiesInUse(context.config).some(({ calendarId }) => calendarId === before.calendarId);
    if (used) throw new Refusal('in_use');
    const last = { ...before, ...followUp(before, context), archived: true as const };
    return { status: 204, writes: configWrites(context, create('calendar', last)) };
  },
};
