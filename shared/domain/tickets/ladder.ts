import { Refusal } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { iso } from '../kernel/time.ts';
import { acknowledge, type Fired, fireDue } from '../sla/sla.ts';
import { begin, type TicketChange, tell, withCounts, withTicket } from './change.ts';
import type { Desk } from './desk.ts';
import type { Escalation } from './escalation.ts';
import type { Actor, LedgerEntry } from './event.ts';
import { settle } from './settle.ts';
import { teamAtLevel, withTeam } from './teams.ts';
import type { Ticket } from './ticket.ts';
import { type EscalationLevel, isActive } from './values.ts';

const sweep: Actor = { type: 'system', id: 'sla-sweep' };

/**
 * Fires everything of a ticket that is due by its own clocks: warnings, breaches, the rungs of the ladder, and the closing of
 * a resolved case. `undefined` when nothing is due: the message that asked for it is stale (D6).
 */
export const fireTimers = (before: Ticket, now: Instant, desk: Desk): TicketChange | undefined => {
  if (before.status === 'resolved') return before.closeAt !== undefined && before.closeAt <= now ? close(before, now) : undefined;
  if (!isActive(before.status)) return undefined;
  const { sla, ledger, fired } = fireDue(before.sla, now, { level: before.escalationLevel }, desk.sla);
  if (fired.length === 0) return undefined;
  let change = withTicket(begin(before, now), { sla });
  for (const one of fired) change = climb(change, one, now, desk);
  return settle(carryLedger(change, ledger, now), now, sweep, desk);
};

/** A resolved case that nobody reopened in time closes by itself. */
const close = (before: Ticket, now: Instant): TicketChange => {
  const change = withTicket(begin(before, now), { status: 'closed', closedAt: now, closeAt: undefined });
  return withCounts(
    tell(change, {
      type: 'statusChanged',
      at: now,
      actor: sweep,
      data: { from: 'resolved', to: 'closed', reason: 'not reopened in time' },
    }),
  );
};

/** The ledger entries of one firing ride on its first fact, in their order. */
const carryLedger = (change: TicketChange, ledger: readonly LedgerEntry[], now: Instant): TicketChange => {
  const [first, ...rest] = change.events;
  if (!first) return tell(change, { type: 'slaChanged', at: now, actor: sweep, data: { detectedAt: iso(now) }, ledger });
  return { ...change, events: [{ ...first, ledger: [...ledger] }, ...rest] };
};

const climb = (change: TicketChange, fired: Fired, now: Instant, desk: Desk): TicketChange => {
  const data = { target: fired.target, cycle: fired.cycle, rung: fired.rung, detectedAt: iso(now) };
  let next = change;
  if (fired.rung === 'warning') next = tell(next, { type: 'slaWarning', at: fired.at, actor: sweep, data });
  if (fired.rung === 'breach') next = tell(next, { type: 'slaBreached', at: fired.at, actor: sweep, data });
  if (fired.level !== undefined && fired.level > next.ticket.escalationLevel) {
    next = moveTo(next, fired.level, now, desk, {
      cause: 'deadline',
      reason: `${fired.target} is overdue`,
      target: fired.target,
      dueAt: fired.at,
      actor: sweep,
      data,
    });
  }
  return { ...next, fired: [...next.fired, { ...fired, seq: next.ticket.eventSeq }] };
};

type Step = Pick<Escalation, 'cause' | 'reason' | 'dueAt' | 'actor'> & {
  target?: string;
  data?: Readonly<Record<string, unknown>>;
};

/** Another level: another team has the case, nobody in person until somebody takes it; who answers for it stays. */
const moveTo = (change: TicketChange, level: EscalationLevel, now: Instant, desk: Desk, step: Step): TicketChange => {
  const { ticket } = change;
  const toTeamId = teamAtLevel(ticket.homeTeamId, level, desk);
  const escalation: Escalation = {
    ticketId: ticket.id,
    n: ticket.escalations + 1,
    level,
    from: ticket.escalationLevel,
    cause: step.cause,
    reason: step.reason,
    ...(step.target === undefined ? {} : { target: step.target }),
    dueAt: step.dueAt,
    at: now,
    actor: step.actor,
    fromTeamId: ticket.teamId,
    toTeamId,
    version: 1,
  };
  const moved = withTicket(change, {
    ...withTeam(ticket, toTeamId),
    assigneeId: undefined,
    escalationLevel: level,
    escalations: escalation.n,
  });
  const told = tell(moved, {
    type: level > ticket.escalationLevel ? 'escalated' : 'deescalated',
    at: now,
    actor: step.actor,
    data: {
      ...step.data,
      n: escalation.n,
      from: ticket.escalationLevel,
      to: level,
      level,
      cause: step.cause,
      reason: step.reason,
      dueAt: iso(step.dueAt),
      fromTeamId: ticket.teamId,
      toTeamId,
    },
  });
  return { ...told, escalations: [...told.escalations, escalation] };
};

/** Moves a case up or down by hand, with a reason (D7). Refuses with `conflict` when it isn't active and `level_unchanged` when it is there. */
export const moveByHand = (
  before: Ticket,
  ask: { level: EscalationLevel; reason: string },
  { now, actor, desk }: { now: Instant; actor: Actor; desk: Desk },
): TicketChange => {
  if (!isActive(before.status)) throw new Refusal('conflict', { status: before.status });
  if (ask.level === before.escalationLevel) throw new Refusal('level_unchanged', { level: ask.level });
  const change = moveTo(begin(before, now), ask.level, now, desk, { cause: 'manual', reason: ask.reason, dueAt: now, actor });
  return settle(change, now, actor, desk);
};

/** Somebody named takes notice of a step: higher rungs are held for a while (semantics, Ladder). A second time changes nothing more. */
export const acknowledgeStep = (
  before: Ticket,
  escalation: Escalation,
  { now, actor, desk, holdMs }: { now: Instant; actor: Actor; desk: Desk; holdMs: number },
): TicketChange => {
  if (!isActive(before.status)) throw new Refusal('conflict', { status: before.status });
  const { sla, ledger } = acknowledge(before.sla, now, holdMs);
  const holdUntil = now + holdMs;
  const change = tell(withTicket(begin(before, now), { sla }), {
    type: 'acknowledged',
    at: now,
    actor,
    data: { n: escalation.n, level: escalation.level, holdUntil: iso(holdUntil) },
    ledger,
  });
  const acknowledged: Escalation = {
    ...escalation,
    acknowledgedAt: now,
    acknowledgedBy: actor.id,
    holdUntil,
    version: escalation.version + 1,
  };
  return settle({ ...change, escalations: [...change.escalations, acknowledged] }, now, actor, desk);
};
