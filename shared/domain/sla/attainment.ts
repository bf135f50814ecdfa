import * as z from 'zod';
import type { LedgerEntry } from './ledger.ts';
import { slaTargetSchema } from './values.ts';

/** Why a deadline was missed, as far as the record of the case says (D8). */
export const missReasonSchema = z.enum([
  'targetChanged',
  'unassigned',
  'escalated',
  'reopened',
  'notAnswered',
  'notHandled',
  'notResolved',
]);
export type MissReason = z.infer<typeof missReasonSchema>;

/** One promise kept or missed, with whom it counts for; written with the fact that decided it. */
export const outcomeSchema = z.object({
  target: slaTargetSchema,
  outcome: z.enum(['met', 'missed']),
  reason: missReasonSchema.optional(),
  policyId: z.string().optional(),
  teamId: z.string(),
  agentId: z.string().optional(),
  kind: z.string(),
});
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

/** What is known of a case when one of its deadlines is decided. */
export type CaseFacts = {
  readonly policyId?: string | undefined;
  readonly teamId: string;
  readonly assigneeId?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly kind: string;
  readonly escalationLevel: number;
  readonly reopenCount: number;
  /** Targets whose present clock has breached: meeting those late is no second outcome. */
  readonly breached: ReadonlySet<string>;
};

const unfinished = {
  firstResponse: 'notAnswered',
  nextResponse: 'notAnswered',
  initialHandling: 'notHandled',
  resolution: 'notResolved',
} as const;

const reasonOf = (entry: LedgerEntry & { target: keyof typeof unfinished }, facts: CaseFacts): MissReason => {
  if (entry.cause === 'target_changed') return 'targetChanged';
  if (facts.assigneeId === undefined && facts.escalationLevel > 0) return 'escalated';
  if (facts.assigneeId === undefined) return 'unassigned';
  if (entry.target === 'resolution' && facts.reopenCount > 0) return 'reopened';
  return unfinished[entry.target];
};

/** The promises that ledger entries decide: a fulfilled clock is met unless it had breached, a breach is missed. Cancelled clocks count for nothing. */
export const outcomesOf = (ledger: readonly LedgerEntry[], facts: CaseFacts): Outcome[] => {
  const agentId = facts.assigneeId ?? facts.ownerId;
  const about = {
    teamId: facts.teamId,
    kind: facts.kind,
    ...(facts.policyId === undefined ? {} : { policyId: facts.policyId }),
    ...(agentId === undefined ? {} : { agentId }),
  };
  return ledger.flatMap((entry): Outcome[] => {
    if (entry.kind === 'breach')
      return [{ target: entry.target, outcome: 'missed', reason: reasonOf(entry, facts), ...about }];
    if (entry.kind === 'fulfil' && !facts.breached.has(entry.target))
      return [{ target: entry.target, outcome: 'met', ...about }];
    return [];
  });
};
