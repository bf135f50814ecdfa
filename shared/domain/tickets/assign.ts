import { Refusal } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { type TicketChange, tell, withTicket } from './change.ts';
import { start } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import { settle } from './settle.ts';
import { toStatus } from './status.ts';
import { teamOr422, withTeam } from './teams.ts';
import type { Ticket } from './ticket.ts';
import { isActive } from './values.ts';

/**
 * Gives a case to a person, a team or both; `assigneeId: null` gives it back to the team. The first person who takes a case
 * answers for it (`ownerId`) until somebody who was given it later takes it on by working on it or assigning it to themselves (T5).
 */
export const assign = (
  before: Ticket,
  to: { assigneeId: string | null; teamId: string; routing?: Readonly<Record<string, unknown>> | undefined },
  { now, actor, desk }: { now: Instant; actor: Actor; desk: Desk },
): TicketChange => {
  if (!isActive(before.status)) throw new Refusal('conflict', { status: before.status });
  teamOr422(to.teamId, desk);
  const assigneeId = to.assigneeId ?? undefined;
  const takes = assigneeId !== undefined && (before.ownerId === undefined || assigneeId === actor.id);
  const due = start(before, now, desk);
  // What fell due may have moved the case already: that team keeps its way to it, and its level stays.
  const { ticket } = due;
  const moved = withTicket(due, {
    ...withTeam(ticket, to.teamId),
    assigneeId,
    ...(takes ? { ownerId: assigneeId } : {}),
    ...(ticket.escalationLevel === 0 ? { homeTeamId: to.teamId } : {}),
  });
  const told = tell(moved, {
    type: 'assigned',
    at: now,
    actor,
    data: {
      fromAssigneeId: ticket.assigneeId ?? null,
      assigneeId: assigneeId ?? null,
      fromTeamId: ticket.teamId,
      teamId: to.teamId,
      ...(to.routing ? { routing: to.routing } : {}),
    },
  });
  const opened =
    before.status === 'new' && assigneeId !== undefined
      ? toStatus(told, 'open', 'first assignment', { now, actor, desk })
      : told;
  return settle(opened, now, actor, desk);
};
