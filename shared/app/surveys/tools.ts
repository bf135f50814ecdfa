import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Mailer, Store } from '../ports.ts';

/** What the worker needs besides the context: to write, and to send. */
export type Tools = {
  readonly commit: Store['commit'];
  readonly mailer: Mailer;
  /** Up to when something counts as due, where the queue knows better than the worker's clock. */
  readonly receivedAt?: Instant;
};
