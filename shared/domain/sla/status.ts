import type { Instant } from '../kernel/time.ts';
import type { TicketStatus } from '../tickets/values.ts';
import { note, type SlaChange, unchanged } from './change.ts';
import { allowanceMs, type Clock, floorMs, isOpen, spentAt } from './clock.ts';
import type { SlaContext } from './context.ts';
import { remembered, timesOf } from './schedule.ts';
import { startMissing } from './start.ts';
import { clockOf, type SlaState } from './state.ts';
import { about, activate, end, noticeBreach, waitsIn } from './steps.ts';
import { type SlaTarget, slaTargets } from './values.ts';
import { stillOf } from './waits.ts';

/** How a status came about, where that matters to the clocks. */
export type StatusOptions = {
  /** A machine resolved it. Without a human reply before, that meets no promise: its clocks are cancelled. */
  readonly byAutomation?: boolean;
};

const isStill = (status: TicketStatus): boolean => stillOf(status) === 'resolved';

/**
 * The ticket's status changed: clocks pause, resume, end with the resolve, or run again after a reopen. From one waiting
 * status to another is one pause. From `resolved` to `closed` nothing happens.
 */
export const statusChanged = (
  sla: SlaState,
  from: TicketStatus,
  to: TicketStatus,
  at: Instant,
  ctx: SlaContext,
  options: StatusOptions = {},
): SlaChange => {
  if (from === to || (isStill(from) && isStill(to))) return unchanged(sla);
  if (isStill(to)) return noteStatus(resolve(unchanged(sla), at, ctx, options), from, to, at);
  const change = noteStatus(unchanged(sla), from, to, at);
  if (isStill(from)) return reopen(change, to, at, ctx);
  return slaTargets.reduce((next, target) => adjust(next, target, to, at, ctx), change);
};

const noteStatus = (change: SlaChange, from: TicketStatus, to: TicketStatus, at: Instant): SlaChange =>
  stillOf(from) === stillOf(to)
    ? change
    : note(change, { kind: 'status', at, cycle: change.sla.cycle, from, to });

/** Pauses or resumes one clock as the ticket's status and its plan ask for. */
export const adjust = (
  change: SlaChange,
  target: SlaTarget,
  to: TicketStatus,
  at: Instant,
  ctx: SlaContext,
): SlaChange => {
  const clock = clockOf(change.sla, target);
  const waits = waitsIn(change.sla, target, to);
  if (clock?.phase === 'running' && waits) return pause(change, target, to, at, ctx);
  if (clock?.phase !== 'paused' || waits) return change;
  const running: Clock = { ...clock, phase: 'running', since: Math.max(at, clock.since) };
  return note(change, {
    kind: 'resume',
    at,
    ...about(clock),
    times: timesOf(running, at, remembered(clock), ctx),
  });
};

const pause = (
  change: SlaChange,
  target: SlaTarget,
  status: TicketStatus,
  at: Instant,
  ctx: SlaContext,
): SlaChange => {
  const noticed = noticeBreach(change, target, at);
  const clock = clockOf(noticed.sla, target);
  if (!clock) return change;
  return note(noticed, { kind: 'pause', at, ...about(clock), spentMs: spentAt(clock, at, ctx), status });
};

const resolve = (
  change: SlaChange,
  at: Instant,
  ctx: SlaContext,
  { byAutomation }: StatusOptions,
): SlaChange => {
  const cancelled = end(change, 'nextResponse', 'cancel', at, ctx, 'resolved');
  if (byAutomation && change.sla.repliedAt === undefined) {
    const targets = ['firstResponse', 'initialHandling', 'resolution'] as const;
    return targets.reduce((next, target) => end(next, target, 'cancel', at, ctx, 'auto_resolved'), cancelled);
  }
  const first = ctx.solveWithoutReply === 'cancelled' ? 'cancel' : 'fulfil';
  const answered = end(cancelled, 'firstResponse', first, at, ctx, 'solved_without_reply');
  const news = answered.sla.handledAt === undefined;
  const handled = news
    ? note(answered, { kind: 'handled', at, cycle: change.sla.cycle, cause: 'resolved' })
    : answered;
  const done = end(handled, 'initialHandling', 'fulfil', at, ctx, 'resolved');
  return end(done, 'resolution', 'fulfil', at, ctx);
};

const reopen = (change: SlaChange, to: TicketStatus, at: Instant, ctx: SlaContext): SlaChange => {
  let next = note(change, { kind: 'new_cycle', at, cycle: change.sla.cycle + 1 });
  for (const target of ['initialHandling', 'resolution'] as const) next = runAgain(next, target, to, at, ctx);
  const first = clockOf(next.sla, 'firstResponse');
  if (first?.cause === 'auto_resolved')
    next = activate(next, 'firstResponse', { startedAt: at, at, status: to }, ctx);
  return startMissing(next, at, to, ctx, true);
};

/**
 * The clock goes on where the resolve stopped it; the time in between doesn't count. If less than a quarter of the target is
 * left, a quarter is granted. One that had breached stays so and keeps its due; only the levels are armed again.
 */
const runAgain = (
  change: SlaChange,
  target: SlaTarget,
  to: TicketStatus,
  at: Instant,
  ctx: SlaContext,
): SlaChange => {
  const clock = clockOf(change.sla, target);
  if (!clock || isOpen(clock)) return change;
  if (target === 'initialHandling' ? clock.cause !== 'auto_resolved' : clock.cause === 'policy_changed')
    return change;
  const phase = waitsIn(change.sla, target, to) ? 'paused' : 'running';
  const lacking = clock.breached ? 0 : floorMs(clock) - (allowanceMs(clock) - clock.spentMs);
  const graceMs = (clock.graceMs ?? 0) + Math.max(0, lacking);
  const again: Clock = { ...clock, graceMs, phase, since: Math.max(at, clock.since) };
  const times = timesOf(again, at, () => at, ctx);
  return note(change, {
    kind: 'reopen',
    at,
    ...about(clock),
    cycle: change.sla.cycle,
    graceMs,
    phase,
    times,
  });
};
