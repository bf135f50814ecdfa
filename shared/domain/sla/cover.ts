import type { Instant } from '../kernel/time.ts';
import { note, type SlaChange } from './change.ts';
import type { Clock } from './clock.ts';
import type { SlaContext } from './context.ts';
import { remembered, timesOf } from './schedule.ts';
import type { SlaState } from './state.ts';
import { about } from './steps.ts';

/** Whether a deadline can't be told because the calendar's holidays aren't published so far: a warning on the ticket's policy. */
export const isUncovered = (sla: SlaState): boolean =>
  sla.clocks.some(({ recheckAt }) => recheckAt !== undefined);

/** Asks the calendar again for clocks it didn't cover: notes what it knows now, or once a day that it still doesn't. */
export const refreshCover = (change: SlaChange, now: Instant, ctx: SlaContext): SlaChange =>
  change.sla.clocks.reduce((next, clock) => refresh(next, clock, now, ctx), change);

const refresh = (change: SlaChange, clock: Clock, now: Instant, ctx: SlaContext): SlaChange => {
  if (clock.recheckAt === undefined) return change;
  const times = timesOf(clock, now, remembered(clock), ctx);
  const news =
    times.dueAt !== clock.dueAt || times.level2At !== clock.level2At || times.recheckAt === undefined;
  if (!news && now < clock.recheckAt) return change;
  return note(change, { kind: 'cover', at: now, ...about(clock), times });
};
