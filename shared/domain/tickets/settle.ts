import type { Instant } from '../kernel/time.ts';
import { choosePolicy } from '../sla/policy.ts';
import { policyChanged } from '../sla/sla.ts';
import { type TicketChange, tell, withCounts } from './change.ts';
import { applySla } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import type { Ticket } from './ticket.ts';
import { isActive } from './values.ts';

/** What policies choose by (D1). */
export const policyFacts = (ticket: Ticket) => ({
  kind: ticket.kind,
  category: ticket.category,
  severity: ticket.severity,
  priority: ticket.priority,
  channel: ticket.channel,
  grade: ticket.triage.grade,
  teamId: ticket.teamId,
  shopId: ticket.shopId,
});

/**
 * Ends a change: chooses the policy again (first match wins, on every update; an edited policy reaches a ticket at its next
 * event) and notes where the ticket counts now.
 */
export const settle = (change: TicketChange, now: Instant, actor: Actor, desk: Desk): TicketChange =>
  withCounts(isActive(change.ticket.status) ? followPolicy(change, now, actor, desk) : change);

const followPolicy = (change: TicketChange, now: Instant, actor: Actor, desk: Desk): TicketChange => {
  const { ticket } = change;
  const policy = choosePolicy(desk.policies, policyFacts(ticket));
  const step = policyChanged(ticket.sla, policy, now, ticket.status, desk.sla);
  if (step.ledger.length === 0) return change;
  const { policyId, policyVersion } = step.sla;
  const told = tell(change, {
    type: 'slaChanged',
    at: now,
    actor,
    data: { policyId: policyId ?? null, policyVersion: policyVersion ?? null },
  });
  return applySla(told, step, now, desk);
};
