import { type Instant, iso } from '../kernel/time.ts';
import type { Fired } from '../sla/sla.ts';
import { type TicketChange, tell, withTicket } from './change.ts';
import type { Desk } from './desk.ts';
import type { Escalation } from './escalation.ts';
import type { Actor } from './event.ts';
import { teamAtLevel, withTeam } from './teams.ts';
import type { EscalationLevel } from './values.ts';

/** Who acts when a deadline does. */
export const sweep: Actor = { type: 'system', id: 'sla-sweep' };

/**
 * Tells one rung that fired: a warning, a breach (with whom it concerns), a rise of the level. `escalated` is told only when the level rises; a rung at or
 * below the present level leaves its proof alone (semantics, Ladder).
 */
export const climb = (change: TicketChange, fired: Fired, now: Instant, desk: Desk): TicketChange => {
  const data = { target: fired.target, cycle: fired.cycle, rung: fired.rung, detectedAt: iso(now) };
  const assigneeId = change.ticket.assigneeId ?? change.ticket.ownerId;
  const told = { ...data, ...(assigneeId === undefined ? {} : { assigneeId }) };
  let next = change;
  if (fired.rung === 'warning')
    next = tell(next, { type: 'slaWarning', at: fired.at, actor: sweep, data: told });
  if (fired.rung === 'breach')
    next = tell(next, { type: 'slaBreached', at: fired.at, actor: sweep, data: told });
  if (fired.level !== undefined && fired.level > next.ticket.escalationLevel) {
    const reason = `${fired.target} is overdue`;
    next = moveTo(next, fired.level, now, desk, {
      cause: 'deadline',
      reason,
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
export const moveTo = (
  change: TicketChange,
  level: EscalationLevel,
  now: Instant,
  desk: Desk,
  step: Step,
): TicketChange => {
  const { ticket } = change;
  const { target, data, ...rest } = step;
  const escalation: Escalation = {
    ...rest,
    ...(target === undefined ? {} : { target }),
    ticketId: ticket.id,
    n: ticket.escalations + 1,
    level,
    from: ticket.escalationLevel,
    at: now,
    fromTeamId: ticket.teamId,
    toTeamId: teamAtLevel(ticket.homeTeamId, level, desk),
    version: 1,
  };
  const moved = withTicket(change, {
    ...withTeam(ticket, escalation.toTeamId),
    assigneeId: undefined,
    escalationLevel: level,
    escalations: escalation.n,
  });
  const { n, from, cause, reason, fromTeamId, toTeamId } = escalation;
  const told = tell(moved, {
    type: level > from ? 'escalated' : 'deescalated',
    at: now,
    actor: step.actor,
    data: { ...data, n, from, to: level, level, cause, reason, dueAt: iso(step.dueAt), fromTeamId, toTeamId },
  });
  return { ...told, escalations: [...told.escalations, escalation] };
};
