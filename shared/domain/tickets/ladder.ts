import { Refusal } from '../kernel/refusal.ts';
import { type Instant, iso } from '../kernel/time.ts';
import { acknowledge } from '../sla/sla.ts';
import { begin, type TicketChange, tell, withCounts, withTicket } from './change.ts';
import { moveTo, sweep } from './climb.ts';
import { applySla, fireRungs, start } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { Escalation } from './escalation.ts';
import type { Actor } from './event.ts';
import { settle } from './settle.ts';
import type { Ticket } from './ticket.ts';
import { type EscalationLevel, isActive } from './values.ts';

/**
 * Does everything that is due for a case by its own clocks: warnings, breaches, the rungs of the ladder, and the closing of a
 * resolved case. `undefined` when nothing is due: the message that asked for it is stale (D6).
 */
export const fireTimers = (before: Ticket, now: Instant, desk: Desk): TicketChange | undefined => {
  if (before.status === 'resolved') {
    return before.closeAt !== undefined && before.closeAt <= now ? close(before, now) : undefined;
  }
  if (!isActive(before.status)) return undefined;
  const change = fireRungs(begin(before, now), now, desk);
  return change.events.length === 0 ? undefined : settle(change, now, sweep, desk);
};

/** A resolved case that nobody reopened in time closes by itself. */
const close = (before: Ticket, now: Instant): TicketChange =>
  withCounts(
    tell(withTicket(begin(before, now), { status: 'closed', closedAt: now, closeAt: undefined }), {
      type: 'statusChanged',
      at: now,
      actor: sweep,
      data: { from: 'resolved', to: 'closed', reason: 'not reopened in time' },
    }),
  );

type Circumstances = { now: Instant; actor: Actor; desk: Desk };

/** Moves a case up or down by hand, with a reason (D7). Refuses with `conflict` when it isn't active, `level_unchanged` when it is there. */
export const moveByHand = (
  before: Ticket,
  ask: { level: EscalationLevel; reason: string },
  { now, actor, desk }: Circumstances,
): TicketChange => {
  if (!isActive(before.status)) throw new Refusal('conflict', { status: before.status });
  const change = start(before, now, desk);
  if (ask.level === change.ticket.escalationLevel) throw new Refusal('level_unchanged', { level: ask.level });
  const moved = moveTo(change, ask.level, now, desk, {
    cause: 'manual',
    reason: ask.reason,
    dueAt: now,
    actor,
  });
  return settle(moved, now, actor, desk);
};

/** Somebody named takes notice of a step, with what they have to say about it: higher rungs are held for a while. */
export const acknowledgeStep = (
  before: Ticket,
  escalation: Escalation,
  { now, actor, desk, holdMs, reason }: Circumstances & { holdMs: number; reason?: string | undefined },
): TicketChange => {
  if (!isActive(before.status)) throw new Refusal('conflict', { status: before.status });
  const holdUntil = now + holdMs;
  const told = tell(start(before, now, desk), {
    type: 'acknowledged',
    at: now,
    actor,
    data: {
      n: escalation.n,
      level: escalation.level,
      ...(reason === undefined ? {} : { reason }),
      holdUntil: iso(holdUntil),
    },
  });
  const held = applyAcknowledgement(told, now, holdMs, desk);
  const acknowledged: Escalation = {
    ...escalation,
    acknowledgedAt: now,
    acknowledgedBy: actor.id,
    holdUntil,
    version: escalation.version + 1,
  };
  return settle({ ...held, escalations: [...held.escalations, acknowledged] }, now, actor, desk);
};

const applyAcknowledgement = (change: TicketChange, now: Instant, holdMs: number, desk: Desk): TicketChange =>
  applySla(change, acknowledge(change.ticket.sla, now, holdMs), now, desk);
