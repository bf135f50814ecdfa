import type { RowOutcome } from '#shared/domain/imports/import.ts';
import type { Write } from '../records.ts';

/** What a row comes to. `writes` go into one transaction together with the row's key; nothing of it shows before. */
export type Decision = {
  readonly outcome: RowOutcome;
  /** The record it is about. */
  readonly objectId: string;
  readonly writes: readonly Write[];
  /** What has to lie there first, each a transaction of its own that bears a repeat; it is seen only with `writes`. */
  readonly before?: readonly (readonly Write[])[];
};
