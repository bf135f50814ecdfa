import type { Instant } from '../kernel/time.ts';
import type { OpenedBy, TicketStatus } from '../tickets/values.ts';
import { note, type SlaChange, unchanged } from './change.ts';
import type { SlaContext } from './context.ts';
import type { Plan } from './ledger.ts';
import { type PolicyVersion, promisesOf } from './policy.ts';
import { startMissing } from './start.ts';
import { emptySla, type SlaState } from './state.ts';

/** What a policy promises now, with the calendar version it is measured by. */
export const planOf = (policy: PolicyVersion, ctx: SlaContext): Plan => ({
  calendarId: policy.calendarId,
  calendarVersion: policy.calendarVersion ?? ctx.calendarVersion?.(policy.calendarId) ?? 1,
  promises: promisesOf(policy),
});

/** Notes which policy holds from `at` on; `undefined` is none. */
export const applyPolicy = (
  change: SlaChange,
  policy: PolicyVersion | undefined,
  at: Instant,
  ctx: SlaContext,
): SlaChange =>
  note(change, {
    kind: 'apply_policy',
    at,
    cycle: change.sla.cycle,
    ...(policy
      ? { policyId: policy.policyId, policyVersion: policy.version, plan: planOf(policy, ctx) }
      : {}),
  });

export type Opening = {
  readonly policy: PolicyVersion | undefined;
  readonly createdAt: Instant;
  readonly openedBy: OpenedBy;
  readonly status: TicketStatus;
  /** Whether the ticket begins with words of the customer, whoever wrote them down. */
  readonly hasCustomerMessage: boolean;
};

/**
 * The deadlines of a new ticket. All clocks start at `createdAt`; when an agent opens it on their own account, `firstResponse`
 * waits for the first customer message (decision 1).
 */
export const openSla = (
  { policy, createdAt, openedBy, status, hasCustomerMessage }: Opening,
  ctx: SlaContext,
): SlaChange => {
  const asked = openedBy === 'customer' || hasCustomerMessage;
  const opened = note(unchanged(emptySla satisfies SlaState), {
    ...{ kind: 'open', at: createdAt, cycle: 1, createdAt, status },
    ...(asked ? { askedAt: createdAt } : {}),
  });
  return startMissing(applyPolicy(opened, policy, createdAt, ctx), createdAt, status, ctx);
};
