import type { Instant } from '../kernel/time.ts';
import type { TicketStatus } from '../tickets/values.ts';
import { note, type SlaChange } from './change.ts';
import { type Clock, floorMs, isOpen, spentAt } from './clock.ts';
import type { SlaContext } from './context.ts';
import { spentSince, timesOf, walked } from './schedule.ts';
import { clockOf, type SlaState } from './state.ts';
import type { SlaTarget } from './values.ts';

/** Names one clock in a ledger entry. */
export const about = ({ target, cycle, instance }: Clock) => ({ target, cycle, instance });

/** Whether a clock of that target waits while the ticket is in that status. */
export const waitsIn = (sla: SlaState, target: SlaTarget, status: TicketStatus): boolean =>
  (sla.plan?.promises[target]?.pausedIn as readonly TicketStatus[] | undefined)?.includes(status) ?? false;

/** Notes a breach that happened before `at` and nobody has noticed yet. The due is the instant of the breach. */
export const noticeBreach = (
  change: SlaChange,
  target: SlaTarget,
  at: Instant,
  cause?: string,
): SlaChange => {
  const clock = clockOf(change.sla, target);
  if (!clock || !isOpen(clock) || clock.breached || clock.dueAt === undefined || at <= clock.dueAt)
    return change;
  const entry = {
    kind: 'breach',
    at: clock.dueAt,
    detectedAt: at,
    ...about(clock),
    ...(cause ? { cause } : {}),
  } as const;
  return note(change, entry, { ...about(clock), rung: 'breach', at: clock.dueAt });
};

/** Ends an open clock: by its act, or because nothing is owed any more. A breach before that is noted first. */
export const end = (
  change: SlaChange,
  target: SlaTarget,
  kind: 'fulfil' | 'cancel',
  at: Instant,
  ctx: SlaContext,
  cause?: string,
): SlaChange => {
  const noticed = noticeBreach(change, target, at);
  const clock = clockOf(noticed.sla, target);
  if (!clock || !isOpen(clock)) return change;
  return note(noticed, {
    kind,
    at,
    ...about(clock),
    spentMs: spentAt(clock, at, ctx),
    ...(cause ? { cause } : {}),
  });
};

/** Starts a clock of the ticket's plan. `startedAt` may lie in the past; the time it would have run since is on it. */
export const activate = (
  change: SlaChange,
  target: SlaTarget,
  {
    startedAt,
    at,
    status,
    reopening = false,
  }: { startedAt: Instant; at: Instant; status: TicketStatus; reopening?: boolean },
  ctx: SlaContext,
): SlaChange => {
  const { sla } = change;
  const promise = sla.plan?.promises[target];
  if (!sla.plan || !promise) return change;
  const { calendarId, calendarVersion } = sla.plan;
  const before = clockOf(sla, target);
  // A clock that a policy had cancelled and another one brings back is the same promise, with what it has used up.
  const same = before?.phase === 'cancelled' && before.startedAt === startedAt ? before : undefined;
  const phase = waitsIn(sla, target, status) ? 'paused' : 'running';
  const instance = same?.instance ?? (before?.instance ?? 0) + 1;
  const kept =
    same?.breached && same.dueAt !== undefined ? { breached: true as const, dueAt: same.dueAt } : {};
  const draft: Clock = {
    ...{ target, cycle: sla.cycle, instance, phase, since: at, startedAt, targetMs: promise.ms, spentMs: 0 },
    ...{ calendarId, calendarVersion, fired: [], ...kept },
  };
  const spentMs = spentSince(sla, draft, at, ctx);
  const lacking = reopening && !kept.breached ? floorMs(draft) - (draft.targetMs - spentMs) : 0;
  const grace = lacking > 0 ? { graceMs: lacking } : {};
  const clock: Clock = { ...draft, spentMs, ...grace };
  const times = timesOf(clock, at, walked(sla, clock, at, ctx), ctx);
  const started = note(change, {
    ...{ kind: 'activate', at, ...about(clock), startedAt, phase, targetMs: promise.ms, spentMs, ...grace },
    ...{ calendarId, calendarVersion, times },
  });
  return noticeBreach(started, target, at, 'target_changed');
};
