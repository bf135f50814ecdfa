import { parseDuration } from '../kernel/duration.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { handled, statusChanged } from '../sla/sla.ts';
import { type TicketChange, tell, withTicket } from './change.ts';
import { applySla, start } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import { settle } from './settle.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStatus } from './values.ts';

type Circumstances = { now: Instant; actor: Actor; desk: Desk };

const working: readonly TicketStatus[] = ['open', 'pending', 'onHold', 'resolved'];

/** Which statuses may be asked for (`api.md`, Transitions). The reopen window is checked apart. */
export const allowed: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  new: working,
  open: working,
  pending: working,
  onHold: working,
  resolved: ['open', 'closed'],
  closed: [],
};

/** Moves a case on request. Refuses with `transition_not_allowed`. `handled` also stops initial handling. */
export const transition = (
  before: Ticket,
  ask: { to: TicketStatus; reason: string; handled: boolean },
  circumstances: Circumstances,
): TicketChange => {
  const { now, actor, desk } = circumstances;
  if (ask.to === before.status || !allowed[before.status].includes(ask.to)) {
    throw new Refusal('transition_not_allowed', { from: before.status, to: ask.to });
  }
  if (before.status === 'resolved' && ask.to === 'open' && windowOver(before, now, desk)) {
    throw new Refusal('transition_not_allowed', { from: before.status, to: ask.to });
  }
  const accepted = before.assigneeId === actor.id ? { ownerId: actor.id } : {};
  let change = toStatus(withTicket(start(before, now, desk), accepted), ask.to, ask.reason, circumstances);
  if (ask.handled) change = applySla(change, handled(change.ticket.sla, now, desk.sla), now, desk);
  return settle(change, now, actor, desk);
};

/** Whether a resolved case is past the time in which it may come back. */
export const windowOver = (ticket: Ticket, now: Instant, desk: Desk): boolean =>
  ticket.resolvedAt !== undefined &&
  now > ticket.resolvedAt + (parseDuration(desk.settings.reopenWindow) ?? 0);

/** The status with all that follows from it: clocks, times, the cycle; one `statusChanged`, and `reopened` when it comes back. */
export const toStatus = (
  change: TicketChange,
  to: TicketStatus,
  reason: string,
  { now, actor, desk }: Circumstances,
): TicketChange => {
  const { ticket } = change;
  const from = ticket.status;
  const reopened = from === 'resolved' && to === 'open';
  const moved = withTicket(change, {
    status: to,
    ...timesAt(ticket, to, now, desk),
    ...(reopened ? { reopenCount: ticket.reopenCount + 1 } : {}),
  });
  let next = tell(moved, { type: 'statusChanged', at: now, actor, data: { from, to, reason } });
  if (reopened)
    next = tell(next, {
      type: 'reopened',
      at: now,
      actor,
      data: { reason, reopenCount: ticket.reopenCount + 1 },
    });
  return applySla(next, statusChanged(next.ticket.sla, from, to, now, desk.sla), now, desk);
};

const timesAt = (ticket: Ticket, to: TicketStatus, now: Instant, desk: Desk): Partial<Ticket> => {
  if (to === 'resolved')
    return { resolvedAt: now, closeAt: now + (parseDuration(desk.settings.autoClose) ?? 0) };
  if (to === 'closed') return { closedAt: now, closeAt: undefined };
  return ticket.status === 'resolved' ? { resolvedAt: undefined, closeAt: undefined } : {};
};
