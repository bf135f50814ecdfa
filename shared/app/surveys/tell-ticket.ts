import type { Instant } from '#shared/domain/kernel/time.ts';
import { begin, type TicketChange, tell } from '#shared/domain/tickets/change.ts';
import type { Actor, EventType } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Context } from '../ports.ts';
import type { Write } from '../records.ts';
import { ticketWrites } from '../tickets/ticket-writes.ts';

/** Surveys act for the system. */
export const surveysActor: Actor = { type: 'system', id: 'surveys' };

export type Fact = {
  readonly type: EventType;
  readonly actor: Actor;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at?: Instant;
};

/** The writes that put facts of a survey on its case's timeline; the case itself stays as it is. */
export const tellTicket = (
  ticket: Ticket,
  facts: readonly Fact[],
  context: Context,
): Promise<readonly Write[]> => {
  const told = facts.reduce<TicketChange>(
    (change, { type, actor, data, at }) => tell(change, { type, actor, data, at: at ?? context.now }),
    begin(ticket, context.now),
  );
  return ticketWrites(told, context);
};
