import type { CustomerRow, OrderRow, TicketRow } from '#shared/contracts/import-rows.ts';
import type { AuditNote } from '#shared/domain/audit/audit-event.ts';
import type { Body, Cell } from '#shared/domain/imports/cells.ts';
import type { Import, ImportFormat, ImportResource } from '#shared/domain/imports/import.ts';
import type { FieldError, RefusalCode } from '#shared/domain/kernel/refusal.ts';
import type { Objects } from '../objects.ts';
import type { Context, Language, Store } from '../ports.ts';
import type { Ref, Write } from '../records.ts';

/** One row as it stands in a file. The first cells of a table are its header. A `fault` is a row that can't be read; the file goes on behind it. */
export type RawRow =
  | { readonly cells: readonly Cell[]; readonly fault?: FaultCode }
  | { readonly line: Body }
  | { readonly fault: FaultCode };
/** What can be wrong with the text of a row. */
export type FaultCode = 'invalid_characters' | 'ragged' | 'not_json' | 'too_long' | 'too_deep';

/** A file as a stream of rows. Throws `UnusableFile` where it can't be taken as a whole. */
export type ReadRows = (
  format: ImportFormat,
  open: (start?: number) => ReturnType<Objects['read']>,
) => AsyncIterable<RawRow>;

/** A checked row of each resource. */
export type CheckedRow = { customers: CustomerRow; orders: OrderRow; tickets: TicketRow };

/** A row that is read and waits to be applied. `rows` are its numbers in the file, from 1: several where they are one order. */
export type PieceEntry = {
  readonly rows: readonly number[];
  readonly table: boolean;
  readonly body: Body;
  readonly faults: readonly { row: number; field: string; code: string; message: string }[];
};

/** What an import needs of the world. */
export type ImportTools = {
  readonly objects: Objects;
  readonly readRows: ReadRows;
  /** The row as the API's bodies are checked, or what is wrong with it, in this language. */
  readonly check: <R extends ImportResource>(
    resource: R,
    body: Body,
    language: Language,
  ) => { readonly row: CheckedRow[R] } | { readonly errors: readonly FieldError[] };
  /** A sentence about a field in this language; one that refuses as a whole, by its code. */
  readonly sentence: (message: string, language: Language) => string;
  readonly refusalSentence: (
    code: RefusalCode,
    details: Readonly<Record<string, string | number>>,
    language: Language,
  ) => string;
  /** The world as it is now, in the name of who imports. */
  readonly contextFor: (
    job: Pick<Import, 'createdBy' | 'language'>,
    refs: readonly Ref[],
  ) => Promise<Context>;
  readonly commit: Store['commit'];
  /** The writes with the trail that they leave. */
  readonly withTrail: (
    job: Pick<Import, 'id'>,
    writes: readonly Write[],
    context: Context,
    notes?: readonly AuditNote[],
  ) => readonly Write[];
  /** Goes on in another message. */
  readonly goOn: (importId: string) => Promise<void>;
  readonly now: () => number;
  /** How long this slice has been at work, in real milliseconds. */
  readonly workedMs: () => number;
  /** Who works: the queue's message, which comes again when this one dies. */
  readonly owner: string;
};

/** So long a slice works; then it goes on in another message. */
export const SLICE_MS = 45_000;
/** So long at the most, in the middle of a piece: before the worker's own time is over (`queues.ts`). */
export const LAST_MS = 90_000;
