import type { Instant } from '../kernel/time.ts';
import type { Fired } from '../sla/sla.ts';
import type { Escalation } from './escalation.ts';
import {
  type Actor,
  type EventType,
  eventId,
  type LedgerEntry,
  type Place,
  type TicketEvent,
} from './event.ts';
import type { Ticket } from './ticket.ts';

/** The ticket as it is now, and the facts to write with it. All of it is saved together or not at all. */
export type TicketChange = {
  readonly before: Ticket | undefined;
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
  readonly fired: readonly (Fired & { readonly seq: number })[];
  readonly escalations: readonly Escalation[];
};

/** Starts a change of an existing ticket: one version further, nothing told yet. */
export const begin = (before: Ticket, now: Instant): TicketChange => ({
  before,
  ticket: { ...before, version: before.version + 1, updatedAt: Math.max(now, before.updatedAt) },
  events: [],
  fired: [],
  escalations: [],
});

/** The same change with other fields of the head. */
export const withTicket = (change: TicketChange, fields: Partial<Ticket>): TicketChange => ({
  ...change,
  ticket: { ...change.ticket, ...fields },
});

/** Appends one fact to the timeline, with the next `seq`. */
export const tell = (
  change: TicketChange,
  fact: {
    type: EventType;
    at: Instant;
    actor: Actor;
    data?: Readonly<Record<string, unknown>>;
    ledger?: readonly LedgerEntry[];
  },
): TicketChange => {
  const seq = change.ticket.eventSeq + 1;
  const event: TicketEvent = {
    id: eventId(change.ticket.id, seq, fact.at),
    ticketId: change.ticket.id,
    seq,
    type: fact.type,
    at: fact.at,
    actor: fact.actor,
    data: { ...fact.data },
    ...(fact.ledger && fact.ledger.length > 0 ? { ledger: [...fact.ledger] } : {}),
  };
  return { ...change, ticket: { ...change.ticket, eventSeq: seq }, events: [...change.events, event] };
};

const placeOf = (ticket: Ticket): Place => ({
  status: ticket.status,
  teamId: ticket.teamId,
  ...(ticket.assigneeId === undefined ? {} : { assigneeId: ticket.assigneeId }),
});

const samePlace = (a: Ticket, b: Ticket): boolean =>
  a.status === b.status && a.teamId === b.teamId && a.assigneeId === b.assigneeId;

/** Puts on the last fact where the ticket counted before and counts now, when that moved. */
export const withCounts = (change: TicketChange): TicketChange => {
  const last = change.events.at(-1);
  if (!last || (change.before && samePlace(change.before, change.ticket))) return change;
  const counts = { ...(change.before ? { from: placeOf(change.before) } : {}), to: placeOf(change.ticket) };
  return { ...change, events: [...change.events.slice(0, -1), { ...last, counts }] };
};
