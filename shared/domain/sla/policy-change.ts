import type { Instant } from '../kernel/time.ts';
import { isActive, type TicketStatus } from '../tickets/values.ts';
import { note, type SlaChange, unchanged } from './change.ts';
import { type Clock, isOpen, spentAt } from './clock.ts';
import type { SlaContext } from './context.ts';
import { refreshCover } from './cover.ts';
import type { Plan } from './ledger.ts';
import { applyPolicy, planOf } from './open-sla.ts';
import type { PolicyVersion } from './policy.ts';
import { timesOf, walked } from './schedule.ts';
import { startMissing } from './start.ts';
import { clockOf, type SlaState } from './state.ts';
import { adjust } from './status.ts';
import { about, end, noticeBreach, waitsIn } from './steps.ts';
import { type SlaTarget, slaTargets } from './values.ts';

/**
 * Another policy, another version of it, or of its calendar, holds from now on. Started clocks keep their start and what they
 * have used up; only what is ahead changes. A new due that has passed is a breach at once, of cause `target_changed`; a breach
 * that happened stays as it was. What the new policy doesn't promise is cancelled, what it adds counts from its natural start.
 * Nothing changes, and nothing is noted, while the policy is the same.
 */
export const policyChanged = (
  sla: SlaState,
  policy: PolicyVersion | undefined,
  at: Instant,
  status: TicketStatus,
  ctx: SlaContext,
): SlaChange => {
  const next = policy && planOf(policy, ctx);
  const same =
    sla.policyId === policy?.policyId && sla.policyVersion === policy?.version && samePlan(sla.plan, next);
  if (same) return refreshCover(unchanged(sla), at, ctx);
  const noticed = slaTargets.reduce((change, target) => noticeBreach(change, target, at), unchanged(sla));
  const applied = applyPolicy(noticed, policy, at, ctx);
  const moved = slaTargets.reduce(
    (change, target) => move(change, target, noticed.sla, at, status, ctx),
    applied,
  );
  return startMissing(moved, at, status, ctx);
};

const samePlan = (a: Plan | undefined, b: Plan | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  const promises = slaTargets.every((target) => {
    const [x, y] = [a.promises[target], b.promises[target]];
    return (
      x?.ms === y?.ms &&
      x?.pausedIn.length === y?.pausedIn.length &&
      (x?.pausedIn.every((s) => y?.pausedIn.includes(s)) ?? true)
    );
  });
  return promises && a.calendarId === b.calendarId && a.calendarVersion === b.calendarVersion;
};

const move = (
  change: SlaChange,
  target: SlaTarget,
  before: SlaState,
  at: Instant,
  status: TicketStatus,
  ctx: SlaContext,
): SlaChange => {
  const clock = clockOf(change.sla, target);
  if (!clock || !isOpen(clock) || !isActive(status)) return change;
  const { plan } = change.sla;
  const promise = plan?.promises[target];
  if (!plan || !promise) return end(change, target, 'cancel', at, ctx, 'policy_changed');
  if (clock.breached) return adjust(change, target, status, at, ctx);
  const { calendarId, calendarVersion } = plan;
  const phase = waitsIn(change.sla, target, status) ? 'paused' : 'running';
  const measure = { targetMs: promise.ms, calendarId, calendarVersion, phase } as const;
  const same = Object.entries(measure).every(([name, value]) => clock[name as keyof Clock] === value);
  if (same) return change;
  const since = Math.max(at, clock.since);
  const spentMs = spentAt(clock, at, ctx);
  const passed = walked(before, clock, at, ctx);
  const times = timesOf({ ...clock, ...measure, spentMs, since }, at, passed, ctx);
  const changed = note(change, {
    ...{ kind: 'target_change', at, ...about(clock), ...measure, spentMs, times },
    cause: 'policy_changed',
  });
  return noticeBreach(changed, target, at, 'target_changed');
};

/** Nothing is owed any more: the ticket was merged away, deleted or is spam. Breaches until then stay on record. */
export const cancelAll = (sla: SlaState, at: Instant, cause: string, ctx: SlaContext): SlaChange =>
  slaTargets.reduce((change, target) => end(change, target, 'cancel', at, ctx, cause), unchanged(sla));
