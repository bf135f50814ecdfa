import type { Instant } from '../kernel/time.ts';
import { type Clock, type Times, timesSchema } from './clock.ts';
import { type ClockEntry, isClockEntry, type LedgerEntry } from './ledger.ts';
import { clockOf, emptySla, type SlaState, withClock } from './state.ts';
import type { Rung } from './values.ts';
import { enter, stillOf } from './waits.ts';

type TicketEntry = Exclude<LedgerEntry, ClockEntry>;

const without = <T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> => {
  const rest = { ...value };
  for (const name of names) delete rest[name];
  return rest;
};

const timeNames = Object.keys(timesSchema.shape) as (keyof Times)[];
const timed = (clock: Clock, times: Times): Clock => ({ ...without(clock, ...timeNames), ...times });

/** While it stands still a clock has no deadline; only what already happened keeps its instant. */
const stopped = (clock: Clock): Clock => {
  const warnAt = clock.warnAt !== undefined && clock.warnAt <= clock.since ? { warnAt: clock.warnAt } : {};
  const dueAt = clock.breached && clock.dueAt !== undefined ? { dueAt: clock.dueAt } : {};
  return timed(clock, { ...warnAt, ...dueAt });
};

const activated = (entry: Extract<ClockEntry, { kind: 'activate' }>, before: Clock | undefined): Clock => {
  const {
    target,
    cycle,
    instance,
    phase,
    startedAt,
    targetMs,
    graceMs,
    spentMs,
    calendarId,
    calendarVersion,
  } = entry;
  const same = before?.instance === instance ? before : undefined;
  const kept = {
    ...(same?.breached ? { breached: true as const } : {}),
    ...(same?.reopened ? { reopened: true as const } : {}),
  };
  return {
    ...{
      target,
      cycle,
      instance,
      phase,
      since: entry.at,
      startedAt,
      targetMs,
      spentMs,
      calendarId,
      calendarVersion,
    },
    ...(graceMs === undefined ? {} : { graceMs }),
    ...entry.times,
    ...kept,
    fired: same?.fired ?? [],
  };
};

const fire = (clock: Clock, rung: Rung): Clock => ({ ...clock, fired: [...clock.fired, rung] });

/** A new cycle arms the rungs again; of a clock that breached only the levels, for it breaches once. */
const reopened = (clock: Clock, entry: Extract<ClockEntry, { kind: 'reopen' }>, since: Instant): Clock => ({
  ...without(clock, 'cause', 'graceMs'),
  cycle: entry.cycle,
  phase: entry.phase,
  since,
  fired: clock.breached ? clock.fired.filter((rung) => !rung.startsWith('level')) : [],
  ...(entry.graceMs ? { graceMs: entry.graceMs } : {}),
  ...(clock.phase === 'met' && !clock.breached ? { reopened: true } : {}),
});

const evolveClock = (clock: Clock, entry: Exclude<ClockEntry, { kind: 'activate' }>): Clock => {
  const since = Math.max(entry.at, clock.since);
  const cause = entry.cause === undefined ? {} : { cause: entry.cause };
  switch (entry.kind) {
    case 'pause':
      return stopped({ ...clock, phase: 'paused', since, spentMs: entry.spentMs });
    case 'resume':
      return timed({ ...clock, phase: 'running', since }, entry.times);
    case 'fulfil':
      return { ...without(clock, 'recheckAt'), phase: 'met', since, spentMs: entry.spentMs, ...cause };
    case 'cancel':
      return { ...without(clock, 'recheckAt'), phase: 'cancelled', since, spentMs: entry.spentMs, ...cause };
    case 'target_change': {
      const { targetMs, spentMs, phase, calendarId, calendarVersion, times } = entry;
      return timed({ ...clock, targetMs, spentMs, phase, calendarId, calendarVersion, since }, times);
    }
    case 'cover':
      return timed(clock, entry.times);
    case 'reopen':
      return timed(reopened(clock, entry, since), entry.times);
    case 'warn':
      return fire(clock, 'warning');
    case 'breach':
      return fire({ ...clock, breached: true, dueAt: entry.at }, 'breach');
    case 'escalate':
      return fire(clock, entry.rung);
  }
};

const evolveTicket = (sla: SlaState, entry: TicketEntry): SlaState => {
  switch (entry.kind) {
    case 'open': {
      const asked =
        entry.askedAt === undefined ? {} : { askedAt: entry.askedAt, unansweredSince: entry.askedAt };
      const waits = enter([], entry.status, entry.createdAt);
      return { ...sla, createdAt: entry.createdAt, ...asked, ...(waits.length > 0 ? { waits } : {}) };
    }
    case 'apply_policy': {
      const { policyId, policyVersion, plan } = entry;
      const given = {
        ...(policyId === undefined ? {} : { policyId }),
        ...(policyVersion === undefined ? {} : { policyVersion }),
        ...(plan === undefined ? {} : { plan }),
      };
      return { ...without(sla, 'policyId', 'policyVersion', 'plan'), ...given };
    }
    case 'status': {
      const waits = enter(sla.waits ?? [], entry.to, entry.at);
      // Whoever resolves a case has answered what was asked until then.
      const kept = stillOf(entry.to) === 'resolved' ? without(sla, 'unansweredSince') : sla;
      return { ...kept, waits };
    }
    case 'asked':
      return { ...sla, askedAt: sla.askedAt ?? entry.at, unansweredSince: sla.unansweredSince ?? entry.at };
    case 'replied':
      return { ...without(sla, 'unansweredSince'), repliedAt: sla.repliedAt ?? entry.at };
    case 'handled':
      return { ...sla, handledAt: sla.handledAt ?? entry.at };
    case 'ack':
      return { ...sla, holdUntil: entry.holdUntil };
    case 'new_cycle':
      return { ...without(sla, 'holdUntil'), cycle: entry.cycle };
  }
};

/** The state after one entry. The only way a state comes about. */
export const evolve = (sla: SlaState, entry: LedgerEntry): SlaState => {
  if (!isClockEntry(entry)) return evolveTicket(sla, entry);
  const before = clockOf(sla, entry.target);
  if (entry.kind === 'activate') return withClock(sla, activated(entry, before));
  return before ? withClock(sla, evolveClock(before, entry)) : sla;
};

/** The state that a whole ledger leads to; equal to the one in the head, or something was lost. */
export const recompute = (ledger: readonly LedgerEntry[]): SlaState => ledger.reduce(evolve, emptySla);
