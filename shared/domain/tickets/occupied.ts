import type { Ticket } from './ticket.ts';

/** Whom a ticket occupies: the assignee while somebody has to work on it; waiting for others frees them (semantics, Capacity). */
export const occupied = (ticket: Pick<Ticket, 'status' | 'assigneeId'> | undefined): string | undefined =>
  ticket && (ticket.status === 'new' || ticket.status === 'open') ? ticket.assigneeId : undefined;
