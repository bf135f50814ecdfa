import type { TicketChange } from '#shared/domain/tickets/change.ts';
import { occupied } from '#shared/domain/tickets/occupied.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Context } from '../ports.ts';
import { create, update, type Write } from '../records.ts';
import { surveyWrites } from '../surveys/on-ticket-change.ts';

/**
 * Everything that belongs to one change of a ticket, for one transaction: the head on the condition of its version, the timeline, the
 * proofs of rungs that fired, steps on the ladder, the load of agents, and surveys reserved or called off.
 */
export const ticketWrites = async (change: TicketChange, context: Context): Promise<readonly Write[]> => [
  change.before ? update('ticket', change.before, change.ticket) : create('ticket', change.ticket),
  ...change.events.map((event) => create('event', event)),
  ...change.fired.map(({ target, cycle, instance, rung, at, seq }) =>
    create('rung', {
      ticketId: change.ticket.id,
      cycle,
      target,
      instance,
      rung,
      dueAt: at,
      firedAt: context.now,
      seq,
    }),
  ),
  ...change.escalations.map((escalation) =>
    escalation.version === 1
      ? create('escalation', escalation)
      : update('escalation', { ...escalation, version: escalation.version - 1 }, escalation),
  ),
  ...loadShifts(change.before, change.ticket),
  ...(await surveyWrites(change, context)),
];

const loadShifts = (before: Ticket | undefined, after: Ticket): Write[] => {
  const [from, to] = [occupied(before), occupied(after)];
  if (from === to) return [];
  return [
    ...(from === undefined ? [] : [{ op: 'shift', userId: from, by: -1 } as const]),
    ...(to === undefined ? [] : [{ op: 'shift', userId: to, by: 1 } as const]),
  ];
};
