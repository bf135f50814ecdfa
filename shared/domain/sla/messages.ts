import type { Instant } from '../kernel/time.ts';
import type { TicketStatus } from '../tickets/values.ts';
import { note, type SlaChange, unchanged } from './change.ts';
import type { SlaContext } from './context.ts';
import { startMissing } from './start.ts';
import type { SlaState } from './state.ts';
import { end } from './steps.ts';

/**
 * The customer wrote. Starts `firstResponse` if it waited for this, else `nextResponse` unless an older message is unanswered
 * still: further messages neither reset nor add anything. On a resolved ticket the clocks start when it is reopened.
 */
export const customerMessage = (
  sla: SlaState,
  at: Instant,
  status: TicketStatus,
  ctx: SlaContext,
): SlaChange => {
  const asked = sla.askedAt !== undefined && sla.unansweredSince !== undefined;
  const change = asked ? unchanged(sla) : note(unchanged(sla), { kind: 'asked', at, cycle: sla.cycle });
  return startMissing(change, at, status, ctx);
};

/**
 * A person of the staff replied publicly; nothing else counts as a reply: no note, no status change, no machine. Call it
 * before `statusChanged` when one act does both. Before the customer has said anything there is nothing to answer.
 */
export const staffReply = (sla: SlaState, at: Instant, ctx: SlaContext): SlaChange => {
  const news =
    sla.askedAt !== undefined && (sla.repliedAt === undefined || sla.unansweredSince !== undefined);
  const change = news ? note(unchanged(sla), { kind: 'replied', at, cycle: sla.cycle }) : unchanged(sla);
  return sla.askedAt === undefined ? change : answered(change, at, ctx);
};

const answered = (change: SlaChange, at: Instant, ctx: SlaContext): SlaChange =>
  end(end(change, 'firstResponse', 'fulfil', at, ctx), 'nextResponse', 'fulfil', at, ctx);

/** Somebody marked the case as handled: `initialHandling` is done, once and for all. */
export const handled = (sla: SlaState, at: Instant, ctx: SlaContext): SlaChange => {
  const change = unchanged(sla);
  const noted =
    sla.handledAt === undefined ? note(change, { kind: 'handled', at, cycle: sla.cycle }) : change;
  return end(noted, 'initialHandling', 'fulfil', at, ctx);
};

/** Somebody acknowledged: for `holdMs` from `at` no rung raises the level. Warnings and breaches are told as ever. */
export const acknowledge = (sla: SlaState, at: Instant, holdMs: number): SlaChange =>
  note(unchanged(sla), { kind: 'ack', at, cycle: sla.cycle, holdUntil: at + holdMs });
