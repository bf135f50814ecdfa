import { Refusal } from '../kernel/refusal.ts';
import { days, type Instant } from '../kernel/time.ts';
import { allowanceMs, type Clock, calendarOf, managementMs, type Times, warningMs } from './clock.ts';
import type { SlaContext } from './context.ts';
import type { SlaState } from './state.ts';
import { activeSpans } from './waits.ts';

/** How often a clock whose calendar isn't published far enough is looked at again. */
const RECHECK_MS = days(1);

const definedTimes = (times: { readonly [K in keyof Times]: Instant | undefined }): Times =>
  Object.fromEntries(Object.entries(times).filter(([, at]) => at !== undefined));

const add = (clock: Clock, ms: number, ctx: SlaContext): Instant | undefined => {
  try {
    return calendarOf(clock, ctx).add(clock.since, ms);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'calendar_not_covered') return undefined;
    throw error;
  }
};

/** When a clock's consumption passed a figure that it has passed already. */
export type Passed = (ms: number) => Instant;

/**
 * The instants of the clock's rungs, seen at `at`. A rung that was passed before the present phase has the instant `passed`
 * says. A clock that stands still has none ahead; a breached one keeps its due for ever. What the calendar doesn't cover is
 * missing, and `recheckAt` says when to ask again.
 */
export const timesOf = (clock: Clock, at: Instant, passed: Passed, ctx: SlaContext): Times => {
  const running = clock.phase === 'running';
  const reached = (ms: number): Instant | undefined => {
    if (clock.spentMs > ms) return passed(ms);
    return running ? add(clock, ms - clock.spentMs, ctx) : undefined;
  };
  const warnAt = clock.breached ? clock.warnAt : reached(warningMs(clock));
  const dueAt = clock.breached ? clock.dueAt : reached(allowanceMs(clock));
  const level2At = running ? reached(managementMs(clock)) : undefined;
  const uncovered = running && (dueAt === undefined || level2At === undefined);
  return definedTimes({ warnAt, dueAt, level2At, recheckAt: uncovered ? at + RECHECK_MS : undefined });
};

/** What a clock remembers of rungs it passed before it stood still last: the warning's instant. */
export const remembered =
  (clock: Clock): Passed =>
  (ms) =>
    ms < allowanceMs(clock) ? (clock.warnAt ?? clock.since) : clock.since;

/** When consumption passed `ms`, walking the time in which the ticket did not wait. It passed it before `at`. */
export const walked =
  (sla: SlaState, clock: Clock, at: Instant, ctx: SlaContext): Passed =>
  (ms) => {
    const calendar = calendarOf(clock, ctx);
    const pausedIn = sla.plan?.promises[clock.target]?.pausedIn ?? [];
    let left = ms;
    for (const span of activeSpans(sla.waits ?? [], pausedIn, clock.startedAt, at)) {
      const open = calendar.elapsed(span.from, span.to);
      if (open >= left) return Math.min(calendar.add(span.from, left), at - 1);
      left -= open;
    }
    // Intervals measured by an earlier calendar may be longer than this one knows.
    return at - 1;
  };

/** Open milliseconds from `from` to `at` in which a clock of that plan would have run. */
export const spentSince = (sla: SlaState, clock: Clock, at: Instant, ctx: SlaContext): number => {
  const calendar = calendarOf(clock, ctx);
  const pausedIn = sla.plan?.promises[clock.target]?.pausedIn ?? [];
  return activeSpans(sla.waits ?? [], pausedIn, clock.startedAt, at).reduce(
    (sum, { from, to }) => sum + calendar.elapsed(from, to),
    0,
  );
};
