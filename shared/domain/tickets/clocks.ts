import { type Instant, iso } from '../kernel/time.ts';
import { fireDue, type SlaChange } from '../sla/sla.ts';
import { begin, type TicketChange, tell, withTicket } from './change.ts';
import { climb, sweep } from './climb.ts';
import type { Desk } from './desk.ts';
import type { LedgerEntry } from './event.ts';
import type { Ticket } from './ticket.ts';
import { isActive } from './values.ts';

/**
 * Starts a change of a case at `now`. What fell due before and no sweep has told yet is told first, so that what follows does not
 * depend on how late a sweep is: every rung that fell due while the case was open fires, exactly once (D6).
 */
export const start = (before: Ticket, now: Instant, desk: Desk): TicketChange => {
  const change = begin(before, now);
  return isActive(before.status) ? fireRungs(change, now, desk) : change;
};

/** Fires what is due by the clocks of an active case; the same change when nothing is. */
export const fireRungs = (change: TicketChange, now: Instant, desk: Desk): TicketChange =>
  applySla(change, fireDue(change.ticket.sla, now, { level: change.ticket.escalationLevel }, desk.sla), now, desk);

/** Takes over a transition of the clocks: the state, its ledger on the timeline, and whatever rungs it made fire. */
export const applySla = (change: TicketChange, step: SlaChange, now: Instant, desk: Desk): TicketChange => {
  if (step.ledger.length === 0) return change;
  const carried = withLedger(withTicket(change, { sla: step.sla }), change.events.length - 1, step.ledger);
  const climbed = step.fired.reduce((next, fired) => climb(next, fired, now, desk), carried);
  if (change.events.length > 0) return climbed;
  if (climbed.events.length > 0) return withLedger(climbed, 0, step.ledger);
  return tell(climbed, { type: 'slaChanged', at: now, actor: sweep, data: { detectedAt: iso(now) }, ledger: step.ledger });
};

/** The ledger entries ride on the fact at that position. */
const withLedger = (change: TicketChange, position: number, ledger: readonly LedgerEntry[]): TicketChange => ({
  ...change,
  events: change.events.map((event, n) =>
    n === position ? { ...event, ledger: [...(event.ledger ?? []), ...ledger] } : event,
  ),
});
