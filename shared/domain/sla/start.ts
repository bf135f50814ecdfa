import type { Instant } from '../kernel/time.ts';
import { isActive, type TicketStatus } from '../tickets/values.ts';
import type { SlaChange } from './change.ts';
import { isOpen } from './clock.ts';
import type { SlaContext } from './context.ts';
import { clockOf, type SlaState } from './state.ts';
import { activate } from './steps.ts';
import { type SlaTarget, slaTargets } from './values.ts';

/** A case that was resolved once has had its first response, or nobody waits for it any more. */
const firstIsOver = (sla: SlaState): boolean => sla.repliedAt !== undefined || sla.cycle > 1;

/** From when a target's clock counts; `undefined` while, or because, there is nothing to wait for. */
export const naturalStart = (sla: SlaState, target: SlaTarget): Instant | undefined => {
  switch (target) {
    case 'firstResponse':
      return firstIsOver(sla) ? undefined : sla.askedAt;
    case 'nextResponse':
      return firstIsOver(sla) && !waitsForFirst(sla) ? sla.unansweredSince : undefined;
    case 'initialHandling':
      return sla.handledAt === undefined ? sla.createdAt : undefined;
    case 'resolution':
      return sla.createdAt;
  }
};

/** A first response that was asked for anew, because a machine had resolved the case without one. */
const waitsForFirst = (sla: SlaState): boolean => {
  const first = clockOf(sla, 'firstResponse');
  return first !== undefined && isOpen(first);
};

const isMissing = (sla: SlaState, target: SlaTarget): boolean => {
  const clock = clockOf(sla, target);
  if (clock === undefined || (clock.phase === 'cancelled' && clock.cause === 'policy_changed')) return true;
  // Each unanswered message after a reply is a promise of its own; the other targets are promised once.
  return target === 'nextResponse' && !isOpen(clock);
};

/** Starts every clock that the ticket's plan promises and that isn't there, as of its natural start. */
export const startMissing = (
  change: SlaChange,
  at: Instant,
  status: TicketStatus,
  ctx: SlaContext,
  reopening = false,
): SlaChange => {
  if (!isActive(status)) return change;
  return slaTargets.reduce((next, target) => {
    const startedAt = isMissing(next.sla, target) ? naturalStart(next.sla, target) : undefined;
    if (startedAt === undefined) return next;
    return activate(next, target, { startedAt, at: Math.max(at, startedAt), status, reopening }, ctx);
  }, change);
};
