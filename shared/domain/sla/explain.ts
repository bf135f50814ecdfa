import type { Instant } from '../kernel/time.ts';
import type { TicketStatus } from '../tickets/values.ts';
import type { Calendar } from './calendar.ts';
import type { Phase } from './clock.ts';
import type { SlaContext } from './context.ts';
import { type ClockEntry, isClockEntry, type LedgerEntry } from './ledger.ts';
import type { SlaTarget } from './values.ts';

/** Why time counted or didn't. `before_policy`: the policy came later, and what the ticket had used up by then is on the clock. */
export type Reason = 'open' | 'closed' | 'pending' | 'onHold' | 'resolved' | 'before_policy';

/** A stretch of a clock's life. `ms` is what it added to the consumption: 0 where it isn't counted. */
export type ExplainedInterval = {
  readonly from: Instant;
  readonly to: Instant;
  readonly counted: boolean;
  readonly reason: Reason;
  readonly ms: number;
};

/** One clock from its start to its end or to now; the intervals follow each other without a gap. */
export type Explanation = {
  readonly target: SlaTarget;
  readonly instance: number;
  readonly targetMs: number;
  /** The calendar that measured it last. */
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly intervals: readonly ExplainedInterval[];
  /** The sum of the counted intervals: the clock's elapsed time. */
  readonly countedMs: number;
};

/** More stretches than this of one running phase are told as one, with their sum. */
const TOLD_ONE_BY_ONE = 200;

type Activation = Extract<ClockEntry, { kind: 'activate' }>;

type Walk = {
  readonly target: SlaTarget;
  readonly instance: number;
  readonly targetMs: number;
  readonly phase: Phase;
  readonly reason: Reason;
  readonly since: Instant;
  readonly calendar: Calendar;
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly intervals: readonly ExplainedInterval[];
};

/** What the calendar counts and leaves out between two instants. */
const byCalendar = (calendar: Calendar, from: Instant, to: Instant): ExplainedInterval[] => {
  const open = calendar.intervals(from, to);
  if (open.length > TOLD_ONE_BY_ONE) {
    return [{ from, to, counted: true, reason: 'open', ms: calendar.elapsed(from, to) }];
  }
  const found: ExplainedInterval[] = [];
  let at = from;
  const closed = (until: Instant) => {
    if (at < until) found.push({ from: at, to: until, counted: false, reason: 'closed', ms: 0 });
  };
  for (const { from: start, to: stop } of open) {
    closed(start);
    found.push({ from: start, to: stop, counted: true, reason: 'open', ms: stop - start });
    at = stop;
  }
  closed(to);
  return found;
};

const close = (walk: Walk, to: Instant): Walk => {
  if (to <= walk.since) return walk;
  const added =
    walk.phase === 'running'
      ? byCalendar(walk.calendar, walk.since, to)
      : [{ from: walk.since, to, counted: false, reason: walk.reason, ms: 0 }];
  return { ...walk, since: to, intervals: [...walk.intervals, ...added] };
};

const begin = (entry: Activation, reason: Reason, ctx: SlaContext): Walk => {
  const { target, instance, targetMs, phase, startedAt, at, spentMs } = entry;
  const before = {
    from: startedAt,
    to: at,
    counted: spentMs > 0,
    reason: 'before_policy',
    ms: spentMs,
  } as const;
  const intervals = startedAt < at ? [before] : [];
  return { target, instance, targetMs, phase, reason, since: at, ...measure(entry, ctx), intervals };
};

/** What measures a clock from that entry on. */
const measure = (
  { calendarId, calendarVersion }: Pick<Activation, 'calendarId' | 'calendarVersion'>,
  ctx: SlaContext,
) => ({
  calendarId,
  calendarVersion,
  calendar: ctx.calendar(calendarId, calendarVersion),
});

const follow = (walk: Walk, entry: ClockEntry, reason: Reason, ctx: SlaContext): Walk => {
  switch (entry.kind) {
    case 'pause':
      return { ...close(walk, entry.at), phase: 'paused', reason };
    case 'resume':
      return { ...close(walk, entry.at), phase: 'running' };
    case 'fulfil':
      return { ...close(walk, entry.at), phase: 'met', reason: 'resolved' };
    case 'cancel':
      return { ...close(walk, entry.at), phase: 'cancelled', reason: 'resolved' };
    case 'reopen':
      return { ...close(walk, entry.at), phase: entry.phase, reason };
    case 'target_change': {
      const { phase, targetMs } = entry;
      return { ...close(walk, entry.at), phase, reason, targetMs, ...measure(entry, ctx) };
    }
    default:
      return walk;
  }
};

const waiting = (status: TicketStatus): Reason => (status === 'onHold' ? 'onHold' : 'pending');

/** A clock that stands still because of the ticket's status has a new reason when that status changes. */
const turned = (walk: Walk, reason: Reason, at: Instant): Walk =>
  walk.phase === 'paused' && walk.reason !== reason ? { ...close(walk, at), reason } : walk;

const explained = (walk: Walk, now: Instant): Explanation => {
  const over = walk.phase === 'met' || walk.phase === 'cancelled';
  const { target, instance, targetMs, calendarId, calendarVersion, intervals } = over
    ? walk
    : close(walk, now);
  const countedMs = intervals.reduce((sum, { ms }) => sum + ms, 0);
  return { target, instance, targetMs, calendarId, calendarVersion, intervals, countedMs };
};

/**
 * What a ticket's clocks counted and what they left out, and why: one explanation for every clock there was, in the order in
 * which they started. Read from the ledger alone, by the calendars it names; it doesn't look at the state.
 */
export const explain = (ledger: readonly LedgerEntry[], now: Instant, ctx: SlaContext): Explanation[] => {
  const walks = new Map<string, Walk>();
  let reason: Reason = 'pending';
  for (const entry of ledger) {
    if (isClockEntry(entry)) {
      const key = `${entry.target} ${entry.instance}`;
      const walk = walks.get(key);
      if (entry.kind === 'activate') walks.set(key, begin(entry, reason, ctx));
      else if (walk) walks.set(key, follow(walk, entry, reason, ctx));
    } else if (entry.kind === 'open') reason = waiting(entry.status);
    else if (entry.kind === 'status') {
      reason = waiting(entry.to);
      for (const [key, walk] of walks) walks.set(key, turned(walk, reason, entry.at));
    }
  }
  return [...walks.values()].map((walk) => explained(walk, now));
};
