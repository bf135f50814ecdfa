import * as z from 'zod';
import { leaseFor, leaseSchema } from '../jobs/lease.ts';
import { idSchema } from '../kernel/ids.ts';
import { type Instant, instantSchema, minutes } from '../kernel/time.ts';

/** What a file may bring (`api.md`, `POST /v1/imports`). */
export const importResourceSchema = z.enum(['customers', 'orders', 'tickets']);
export type ImportResource = z.infer<typeof importResourceSchema>;
export const importFormatSchema = z.enum(['csv', 'xlsx', 'ndjson']);
export type ImportFormat = z.infer<typeof importFormatSchema>;
export const importStatusSchema = z.enum(['awaitingFile', 'queued', 'running', 'done', 'failed']);

/** Why a file was not taken as a whole. None of them has changed anything but `cancelled`, which ends what has begun. */
export const importProblemCodeSchema = z.enum([
  'cancelled',
  'file_changed',
  'wrong_format',
  'too_large',
  'too_many_rows',
  'too_many_columns',
  'too_many_cells',
  'no_rows',
  'no_header',
  'missing_column',
  'duplicate_column',
  'unknown_column',
  'unreadable',
  'unsafe_archive',
]);
export type ImportProblemCode = z.infer<typeof importProblemCodeSchema>;
/** Where it is: the data row (from 1), the column (from 1). Names in a file are never repeated: a file without a header has data there. */
export const importProblemSchema = z.object({
  code: importProblemCodeSchema,
  row: z.int().positive().optional(),
  column: z.int().positive().optional(),
});
export type ImportProblem = Readonly<z.infer<typeof importProblemSchema>>;

/** A file that can't be taken as a whole: thrown while it is read, before anything of it counts. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
  readonly problem: ImportProblem;

  constructor(code: ImportProblemCode, where: Omit<ImportProblem, 'code'> = {}) {
    super(code);
    this.problem = { code, ...where };
  }
}

const count = z.int().nonnegative();
/** Records by what became of them. */
export const importCountsSchema = z.object({
  created: count,
  updated: count,
  unchanged: count,
  failed: count,
});
export type ImportCounts = Readonly<z.infer<typeof importCountsSchema>>;
export const noCounts: ImportCounts = { created: 0, updated: 0, unchanged: 0, failed: 0 };

/**
 * One file that is handed in, and how far it is. It is read as a whole into pieces of rows first, so that nothing of a file that can't be
 * read counts; then piece after piece is applied.
 */
export const importSchema = z.object({
  id: idSchema('imp'),
  version: z.int().positive(),
  createdBy: idSchema('usr'),
  resource: importResourceSchema,
  format: importFormatSchema,
  /** Columns of the file by the fields they stand for. */
  mapping: z.record(z.string(), z.string()).optional(),
  /** Everything is checked and counted, nothing is written. */
  dryRun: z.boolean(),
  /** Of the messages in the file of errors. */
  language: z.enum(['en', 'zh-CN']),
  status: importStatusSchema,
  /** How often somebody took it since it last came on; absent is never. */
  tries: count.optional(),
  lease: leaseSchema.optional(),
  /** The file that is being read: another one under the same key ends the import. */
  etag: z.string().optional(),
  /** Pieces of rows that lie ready; all of them once `rows` is known. */
  pieces: count,
  rows: count.optional(),
  /** Pieces that are applied, and the rows in them. */
  appliedPieces: count,
  done: count,
  counts: importCountsSchema,
  problem: importProblemSchema.optional(),
  startedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Import = Readonly<z.infer<typeof importSchema>>;

export const newImport = (
  asked: Pick<Import, 'id' | 'createdBy' | 'resource' | 'format' | 'dryRun' | 'language'> & {
    readonly mapping?: Readonly<Record<string, string>> | undefined;
  },
  now: Instant,
): Import => ({
  id: asked.id,
  createdBy: asked.createdBy,
  resource: asked.resource,
  format: asked.format,
  dryRun: asked.dryRun,
  language: asked.language,
  ...(asked.mapping === undefined ? {} : { mapping: { ...asked.mapping } }),
  version: 1,
  status: 'awaitingFile',
  pieces: 0,
  appliedPieces: 0,
  done: 0,
  counts: noCounts,
  createdAt: now,
  updatedAt: now,
});

const next = (before: Import, now: Instant, fields: Partial<Import>): Import => ({
  ...before,
  ...fields,
  version: before.version + 1,
  updatedAt: Math.max(now, before.updatedAt),
});

export const isOver = ({ status }: Pick<Import, 'status'>): boolean =>
  status === 'done' || status === 'failed';

/** Its file has come, and nobody is at it: there is a message on its way, or there should be. */
export const isWaiting = (job: Import, now: Instant): boolean =>
  (job.status === 'queued' || job.status === 'running') && (job.lease?.until ?? 0) < now;

/** One of which nothing was heard for so long has lost its message: who looks after it sends another one. */
const SILENT_MS = minutes(2);
export const isSilent = (job: Import, now: Instant): boolean =>
  isWaiting(job, now) && now - job.updatedAt > SILENT_MS;

/** Its message is sent again: for as long as it may be silent, nobody else sends one. */
export const nudged = (before: Import, now: Instant): Import => next(before, now, {});

/** One that was taken so often without coming on has failed (its queue gives up at five; who looks after it sends another message). */
export const MOST_TRIES = 10;
export const isStuck = ({ tries = 0 }: Pick<Import, 'tries'>): boolean => tries >= MOST_TRIES;

/** Whose turn it is: the lease is renewed with every step. */
export const heldBy = (before: Import, owner: string, now: Instant): Import =>
  next(before, now, {
    status: 'running',
    tries: (before.tries ?? 0) + 1,
    lease: leaseFor(owner, now),
    startedAt: before.startedAt ?? now,
  });

/** Further pieces lie ready; with `rows` the file is read to its end. */
export const readTo = (
  before: Import,
  owner: string,
  now: Instant,
  at: { readonly pieces: number; readonly rows?: number; readonly etag: string },
): Import => next(before, now, { ...at, tries: 0, lease: leaseFor(owner, now) });

/** One more piece is applied. */
export const appliedOne = (
  before: Import,
  owner: string,
  now: Instant,
  piece: { readonly rows: number; readonly counts: ImportCounts },
): Import =>
  next(before, now, {
    tries: 0,
    lease: leaseFor(owner, now),
    appliedPieces: before.appliedPieces + 1,
    done: before.done + piece.rows,
    counts: addCounts(before.counts, piece.counts),
  });

export const addCounts = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  unchanged: a.unchanged + b.unchanged,
  failed: a.failed + b.failed,
});

const withoutLease = ({ lease: _, ...rest }: Import): Import => rest;

/** The next message goes on; between two of them it is queued again. */
export const handedOn = (before: Import, now: Instant): Import =>
  next(withoutLease(before), now, { status: 'queued', tries: 0 });

export const finished = (before: Import, now: Instant): Import =>
  next(withoutLease(before), now, { status: 'done', endedAt: now });

export const failedFor = (before: Import, problem: ImportProblem, now: Instant): Import =>
  next(withoutLease(before), now, { status: 'failed', problem, endedAt: now });

/** Nobody tries any longer: its file can't be read, or rows of it are applied already, and the import is called off. */
export const givenUp = (before: Import, now: Instant): Import =>
  failedFor(before, { code: before.rows === undefined ? 'unreadable' : 'cancelled' }, now);

/** Where an import's files lie in the bucket: what was handed in, pieces of rows, pieces of errors, and the errors as one file. */
export const importFiles = {
  upload: (id: string): string => `imports/${id}/file`,
  piece: (id: string, n: number): string => `imports/${id}/rows/${String(n).padStart(6, '0')}`,
  errorsOf: (id: string, n: number): string => `imports/${id}/faults/${String(n).padStart(6, '0')}`,
  errors: (id: string): string => `imports/${id}/errors.csv`,
  folders: (id: string): readonly string[] => [`imports/${id}/rows/`, `imports/${id}/faults/`],
} as const;

/** The import whose file has this key; `undefined` for every other object. */
export const importOfUpload = (key: string): string | undefined =>
  /^imports\/(imp_[0-7][0-9A-HJKMNP-TV-Z]{25})\/file$/.exec(key)?.[1];

/**
 * What became of a row, under its key: the same row again is known by its digest, in whichever file it comes. `importId`, `row` and
 * `outcome` let a piece that is applied twice after a crash count the same.
 */
export const importKeySchema = z.object({
  /** Keyed digest of resource, shop and the row's own key. */
  key: z.string(),
  /** Keyed digests of the row, and of what of it is past. */
  digest: z.string(),
  past: z.string().optional(),
  importId: idSchema('imp'),
  row: z.int().positive(),
  outcome: z.enum(['created', 'updated', 'unchanged']),
  objectId: z.string(),
  version: z.int().positive(),
});
export type ImportKey = Readonly<z.infer<typeof importKeySchema>>;
export type RowOutcome = ImportKey['outcome'];
