import { type Instant, iso } from '../kernel/time.ts';
import { type CaseFacts, type Outcome, outcomesOf } from '../sla/attainment.ts';
import { entriesOf, fireDue, type SlaChange, type SlaState } from '../sla/sla.ts';
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
  applySla(
    change,
    fireDue(change.ticket.sla, now, { level: change.ticket.escalationLevel }, desk.sla),
    now,
    desk,
  );

/**
 * Takes over a transition of the clocks: the state, its ledger on the timeline, and whatever rungs it made fire. The ledger rides on the
 * fact that caused it; where nothing but time did, on the facts that tell the rungs.
 */
export const applySla = (change: TicketChange, step: SlaChange, now: Instant, desk: Desk): TicketChange => {
  if (step.ledger.length === 0) return change;
  const facts = factsOf(change.ticket, step.sla);
  const moved = withTicket(change, { sla: step.sla });
  if (change.events.length === 0) return tellRungs(moved, step, facts, now, desk);
  const carried = carry(moved, change.events.length - 1, decide(step.ledger, facts));
  return step.fired.reduce((next, fired) => climb(next, fired, now, desk), carried);
};

/** Each rung with its own ledger entry. A rung that has nothing to tell leaves its entry on the fact before it. */
const tellRungs = (
  change: TicketChange,
  { ledger, fired }: SlaChange,
  facts: CaseFacts,
  now: Instant,
  desk: Desk,
): TicketChange => {
  const ofRungs = new Set(fired.flatMap((one) => entriesOf(one, ledger)));
  let waiting = ledger.filter((entry) => !ofRungs.has(entry));
  let next = change;
  for (const one of fired) {
    const told = next.events.length;
    next = climb(next, one, now, desk);
    const entries = [...waiting, ...entriesOf(one, ledger)];
    const position = next.events.length > told ? told : told - 1;
    waiting = position < 0 ? entries : [];
    if (position >= 0) next = carry(next, position, decide(entries, facts));
  }
  if (waiting.length === 0) return next;
  const noted = tell(next, { type: 'slaChanged', at: now, actor: sweep, data: { detectedAt: iso(now) } });
  return carry(noted, noted.events.length - 1, decide(waiting, facts));
};

const decide = (ledger: readonly LedgerEntry[], facts: CaseFacts): Decided => ({
  ledger,
  outcomes: outcomesOf(ledger, facts),
});

type Decided = { readonly ledger: readonly LedgerEntry[]; readonly outcomes: readonly Outcome[] };

/** Ledger entries and outcomes ride on the fact at that position. */
const carry = (change: TicketChange, position: number, { ledger, outcomes }: Decided): TicketChange => ({
  ...change,
  events: change.events.map((event, n) =>
    n === position
      ? {
          ...event,
          ledger: [...(event.ledger ?? []), ...ledger],
          ...(outcomes.length > 0 ? { outcomes: [...(event.outcomes ?? []), ...outcomes] } : {}),
        }
      : event,
  ),
});

/** Whom a decided promise counts for: the case as it was when it was decided. */
const factsOf = (ticket: Ticket, after: SlaState): CaseFacts => ({
  policyId: ticket.sla.policyId,
  teamId: ticket.teamId,
  assigneeId: ticket.assigneeId,
  ownerId: ticket.ownerId,
  kind: ticket.kind,
  escalationLevel: ticket.escalationLevel,
  reopenCount: ticket.reopenCount,
  breached: new Set(after.clocks.filter(({ breached }) => breached).map(({ target }) => target)),
});
