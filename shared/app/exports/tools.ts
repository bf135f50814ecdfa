import type { Column } from '#shared/domain/exports/columns/column.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Typesetter } from '../documents/compose.ts';
import type { Objects } from '../objects.ts';
import type { Caller, Context, Store } from '../ports.ts';
import type { Ref } from '../records.ts';
import type { FileWriter } from './file-writer.ts';
import type { ExportQueue } from './ports.ts';
import type { ExportSources } from './sources.ts';

/** What a worker of exports needs of the world. */
export type ExportTools = {
  /** The world as it stands now, with these records in it; the caller is the system itself. */
  open(refs: readonly Ref[]): Promise<Context>;
  readonly commit: Store['commit'];
  readonly sources: ExportSources;
  readonly files: Objects;
  readonly queue: ExportQueue;
  /** Somebody of the staff as the caller of a request of theirs; `undefined` for who may sign in no more. */
  callerOf(user: User, config: Context['config']): Caller | undefined;
  /** Sets documents; the worker of files has none. */
  readonly typeset?: Typesetter;
  writer(made: Export, columns: readonly Column[], state: string | undefined): FileWriter;
  /** So many bytes make the next part of a file that has so many already. */
  partBytes(parts: number): number;
  /** Names this worker to the others: the message that it works for. */
  readonly owner: string;
  /** Milliseconds that this worker has been at it: after `SLICE_MS` it hands the job to the next. */
  spentMs(): number;
};

/** A worker stops at the next place after this time; its function may take more than twice as long. */
export const SLICE_MS = 45_000;
