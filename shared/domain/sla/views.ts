import * as z from 'zod';
import { formatDuration } from '../kernel/duration.ts';
import { type Instant, iso } from '../kernel/time.ts';
import { allowanceMs, type Clock, isOpen, spentAt, warningMs } from './clock.ts';
import type { SlaContext } from './context.ts';
import type { SlaState } from './state.ts';
import { type ClockState, clockStateSchema, slaTargetSchema } from './values.ts';

const instantOut = z.iso.datetime({ precision: 3 });
const spanOut = z.string();

/** A clock as clients see it (`api.md`, The ticket). Instants are ISO 8601 in UTC, spans ISO 8601 and negative when overdue. */
export const clockViewSchema = z.object({
  target: slaTargetSchema,
  state: clockStateSchema,
  startedAt: instantOut,
  warnAt: instantOut.exactOptional(),
  dueAt: instantOut.exactOptional(),
  metAt: instantOut.exactOptional(),
  /** Open time used up, by the calendar. */
  elapsed: spanOut,
  /** Open time left, by the calendar; only while something is owed. */
  remaining: spanOut.exactOptional(),
  /** Time left by the wall clock; only while there is a due and something is owed. */
  remainingWall: spanOut.exactOptional(),
  atRisk: z.boolean().exactOptional(),
  /** It had been met before the ticket was reopened. */
  reopened: z.literal(true).exactOptional(),
});
export type ClockView = Readonly<z.infer<typeof clockViewSchema>>;

const stateOf = (clock: Clock, now: Instant): ClockState => {
  if (clock.breached || (clock.phase === 'running' && clock.dueAt !== undefined && now > clock.dueAt))
    return 'breached';
  return clock.phase;
};

const owed = (clock: Clock, state: ClockState, spent: number, now: Instant) => ({
  remaining: formatDuration(allowanceMs(clock) - spent),
  ...(clock.phase === 'running' && clock.dueAt !== undefined
    ? { remainingWall: formatDuration(clock.dueAt - now) }
    : {}),
  atRisk:
    state === 'breached' ||
    (clock.phase === 'running' && clock.warnAt !== undefined
      ? now >= clock.warnAt
      : spent >= warningMs(clock)),
});

const view = (clock: Clock, now: Instant, ctx: SlaContext): ClockView => {
  const state = stateOf(clock, now);
  const spent = spentAt(clock, now, ctx);
  return {
    target: clock.target,
    state,
    startedAt: iso(clock.startedAt),
    ...(clock.warnAt !== undefined && clock.phase === 'running' ? { warnAt: iso(clock.warnAt) } : {}),
    ...(clock.dueAt !== undefined ? { dueAt: iso(clock.dueAt) } : {}),
    ...(clock.phase === 'met' ? { metAt: iso(clock.since) } : {}),
    elapsed: formatDuration(spent),
    ...(isOpen(clock) ? owed(clock, state, spent, now) : {}),
    ...(clock.reopened ? { reopened: true } : {}),
  };
};

/** The clocks of a ticket as they stand at `now`: a breach shows the moment it happens, before anything has noticed it. */
export const clockViews = (sla: SlaState, now: Instant, ctx: SlaContext): ClockView[] =>
  sla.clocks.map((clock) => view(clock, now, ctx));
