/** The deadlines of a ticket: everything the rest of the product uses of them. */
export { entriesOf, type Fired, type SlaChange } from './change.ts';
export { type SlaContext, slaContextOf } from './context.ts';
export { isUncovered } from './cover.ts';
export { recompute } from './evolve.ts';
export { type Explanation, explain } from './explain.ts';
export { fireDue, nextDue, nextTimerAt } from './ladder.ts';
export type { LedgerEntry } from './ledger.ts';
export { acknowledge, customerMessage, handled, staffReply } from './messages.ts';
export { openSla } from './open-sla.ts';
export { cancelAll, policyChanged } from './policy-change.ts';
export { emptySla, type SlaState, slaStateSchema } from './state.ts';
export { statusChanged } from './status.ts';
export { clockViews } from './views.ts';
