import type { Channel, Kind, Priority, Severity } from '#shared/domain/tickets/values.ts';
import type { CustomerKey } from './customers.ts';

/**
 * What becomes of a case (`lives.ts`). `handedUp`: it begins with the department, who take it; `toManagement`: the department hands it on;
 * `caughtUp`: nobody answers until the deadline has passed; `noted`: somebody has it and has written nothing but notes.
 */
export type Life =
  | 'untouched'
  | 'answered'
  | 'waiting'
  | 'onHold'
  | 'solved'
  | 'closed'
  | 'reopened'
  | 'handedUp'
  | 'toManagement'
  | 'caughtUp'
  | 'noted';

/** The answer the customer gives once the survey has come. */
export type Rating = { readonly csat: number; readonly nps?: number; readonly comment?: string };

/** One case of the sample shop. Without `kind` the system sorts it by its words. */
export type ShopCase = {
  readonly by: CustomerKey | 'customer1' | 'customer2';
  /** Hours after the beginning of the story. */
  readonly at: number;
  readonly channel: Channel;
  readonly subject: string;
  readonly body: string;
  readonly life: Life;
  readonly kind?: Kind;
  readonly category?: string;
  readonly severity?: Severity;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly rating?: Rating;
};
