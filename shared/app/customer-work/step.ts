import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { ExportFiles } from '../exports/withdraw-exports.ts';
import type { Context, Mailer, Store } from '../ports.ts';

/** What the worker needs besides the context: to write, and to send. */
export type WorkTools = {
  readonly commit: Store['commit'];
  readonly mailer: () => Mailer;
  /** Files that show people. */
  readonly exports: ExportFiles;
  /** The queue message that asks; it comes again until all is done. */
  readonly messageId: string;
};

/** One kind of thing that the system does for a customer when its time has come. */
export type CustomerStep = {
  /** When it is due next, or `undefined`; `nextReviewAt` of the domain must know of the same instant. */
  dueAt(customer: Customer, context: Pick<Context, 'config' | 'now'>): Instant | undefined;
  /**
   * Does a bounded part of it and writes the customer with a later `dueAt`, or with none, so that a step is never due twice for the
   * same thing. Decides from the records; throws `LostRace` when somebody else wrote first.
   */
  run(customer: Customer, context: Context, tools: WorkTools): Promise<void>;
};
