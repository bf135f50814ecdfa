import * as z from 'zod';
import { type Lease, leaseFor, leaseSchema } from '../jobs/lease.ts';
import { idSchema } from '../kernel/ids.ts';
import { days, type Instant, instantSchema } from '../kernel/time.ts';
import { revealFieldSchema } from '../people/permissions.ts';
import { columnsOf } from './columns/index.ts';
import { exportFilterSchema } from './filter.ts';
import { type ExportStatus, exportFormatSchema, exportResourceSchema } from './values.ts';

/** Why an export failed; clients branch on it. */
export const exportProblemSchema = z.enum([
  'rights_changed',
  'too_many_rows',
  'file_too_large',
  'filter_too_broad',
  'internal_error',
]);
export type ExportProblem = z.infer<typeof exportProblemSchema>;

/** What a run needs to be gone on with by anybody: where in the source, which parts, and how the writer stood. */
export const runSchema = z.object({
  /** Counts the runs of one export: each has a file of its own. A run begins anew when somebody was erased meanwhile. */
  n: z.int().positive(),
  /** The mark: what was created later does not belong to the file. */
  startedAt: instantSchema,
  /** How many people had been erased when it began. */
  erasures: z.int().nonnegative(),
  uploadId: z.string().optional(),
  /** Numbers ascend, with gaps: whoever takes over leaves one out, so that a worker who was given up overwrites nothing. */
  parts: z.array(z.object({ number: z.int(), etag: z.string(), size: z.int() })),
  /** The next part has this number. */
  nextPart: z.int().positive(),
  rows: z.int().nonnegative(),
  /** After which row of the source to go on; absent at its beginning. */
  upTo: z.string().optional(),
  /** What the writer knows besides, once something was written. */
  writer: z.string().optional(),
  /** Bytes that were written but are too few for a part lie in this object. */
  carry: z.string().optional(),
  /** All rows are written; what is left is to make the file visible. */
  isWritten: z.boolean(),
});
export type Run = Readonly<z.infer<typeof runSchema>>;

/** One export: what was asked for by whom, how far it is, and where its file lies. */
export const exportSchema = z.object({
  id: idSchema('exp'),
  version: z.int().positive(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  createdBy: z.string(),
  /** Digest of what the maker's role allowed: the file is made and handed to them only while it still does. */
  rights: z.string(),
  language: z.enum(['en', 'zh-CN']),
  resource: exportResourceSchema,
  format: exportFormatSchema,
  filter: exportFilterSchema,
  fields: z.array(z.string()),
  /** What the maker sees plain in this file. */
  revealed: z.array(revealFieldSchema),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** How often somebody took the job since it last came on. */
  tries: z.int().nonnegative(),
  lease: leaseSchema.optional(),
  run: runSchema.optional(),
  rows: z.int().optional(),
  bytes: z.int().optional(),
  fileKey: z.string().optional(),
  problem: exportProblemSchema.optional(),
  finishedAt: instantSchema.optional(),
  /** From then on the file is given to nobody and taken away. */
  removeAt: instantSchema.optional(),
  /** Somebody was erased: a run that is under way begins anew. */
  mustRestart: z.boolean().optional(),
});
export type Export = Readonly<z.infer<typeof exportSchema>>;

/** How long a file is kept, and one that shows what is masked elsewhere. */
export const FILE_LIFE_MS = days(7);
export const REVEALED_LIFE_MS = days(1);
/** How long it is remembered that there was an export; the trail remembers longer. */
export const EXPORT_LIFE_MS = days(90);
/** A job that was taken so often without coming on has failed (its queue gives up at five). */
export const MOST_TRIES = 4;

const next = (before: Export, now: Instant): Pick<Export, 'version' | 'updatedAt'> => ({
  version: before.version + 1,
  updatedAt: Math.max(now, before.updatedAt),
});

export const isUnfinished = ({ status }: Pick<Export, 'status'>): boolean =>
  status === 'queued' || status === 'running';

/** The status as callers see it. */
export const statusOf = ({ status, removeAt }: Export, now: Instant): ExportStatus =>
  status === 'done' && removeAt !== undefined && removeAt <= now ? 'expired' : status;

/** Where everything of an export lies: nothing of anybody stands in it. Files that show more than others lie apart, for a shorter life. */
export const folderOf = ({ id, revealed }: Export): string =>
  `exports/${revealed.length > 0 ? 'revealed' : 'masked'}/${id}/`;

/** The file of a run that is put together of parts. */
export const fileKeyOf = (made: Export, run: number): string => `${folderOf(made)}${run}.${made.format}`;

/** The file of a run that is put whole: nobody who was given up puts another in its place. */
export const wholeKeyOf = (made: Export, run: number): string =>
  `${folderOf(made)}${run}-${made.version}.${made.format}`;

/** What is carried over to the next worker. */
export const carryKeyOf = (made: Export, run: number): string =>
  `${folderOf(made)}${run}-${made.version}.tail`;

/** A worker takes the job, or goes on with its own. */
export const taken = (before: Export, owner: string, now: Instant): Export => ({
  ...before,
  ...next(before, now),
  status: 'running',
  tries: before.tries + 1,
  lease: leaseFor(owner, now),
  ...(before.run === undefined ? {} : { run: { ...before.run, nextPart: before.run.nextPart + 1 } }),
});

/** The job came on, or only says that it is still worked on; `lease` is absent when the worker hands it to the next one. */
export const advanced = (before: Export, run: Run, lease: Lease | undefined, now: Instant): Export => {
  const { lease: _, mustRestart: __, ...rest } = before;
  const cameOn = before.run !== undefined && (run.upTo !== before.run.upTo || run.isWritten);
  return {
    ...rest,
    ...next(before, now),
    ...(cameOn ? { tries: 0 } : {}),
    run,
    ...(lease ? { lease } : {}),
  };
};

/** The first run, or another one after this. */
export const newRun = (before: Export, erasures: number, now: Instant): Run => ({
  n: (before.run?.n ?? 0) + 1,
  startedAt: now,
  erasures,
  parts: [],
  nextPart: 1,
  rows: 0,
  isWritten: false,
});

const ended = (before: Export): Export => {
  const { lease: _, run: __, mustRestart: ___, ...rest } = before;
  return rest;
};

/** The file is there. */
export const finished = (
  before: Export,
  file: { readonly fileKey: string; readonly bytes: number; readonly rows: number },
  now: Instant,
): Export => ({
  ...ended(before),
  ...next(before, now),
  ...file,
  status: 'done',
  finishedAt: now,
  removeAt: now + (before.revealed.length > 0 ? REVEALED_LIFE_MS : FILE_LIFE_MS),
});

/** There will be no file. */
export const failed = (before: Export, problem: ExportProblem, now: Instant): Export => ({
  ...ended(before),
  ...next(before, now),
  status: 'failed',
  problem,
  finishedAt: now,
});

/**
 * Nobody wants it any more: unfinished it stops, and keeps its run until its parts are taken away; a file goes at once.
 * `undefined` when there is nothing left to cancel.
 */
export const cancelled = (before: Export, now: Instant): Export | undefined => {
  if (isUnfinished(before)) return { ...before, ...next(before, now), status: 'cancelled', finishedAt: now };
  return statusOf(before, now) === 'done' ? { ...before, ...next(before, now), removeAt: now } : undefined;
};

/** The file is gone, or the parts of one that was never finished. */
export const emptied = (before: Export, now: Instant): Export => {
  const { fileKey: _, ...rest } = ended(before);
  return { ...rest, ...next(before, now) };
};

/** Whether a file holds what nobody may read any more of somebody who is erased: what is masked elsewhere, or words they wrote. */
const showsPeople = ({ resource, fields, revealed }: Export): boolean =>
  revealed.length > 0 || columnsOf(resource, fields).some(({ isWords }) => isWords === true);

/** Somebody was erased: a file that shows people goes at once, what is under way begins anew. `undefined`: nothing to do. */
export const afterErasure = (before: Export, now: Instant): Export | undefined => {
  if (isUnfinished(before))
    return before.mustRestart ? undefined : { ...before, ...next(before, now), mustRestart: true };
  if (statusOf(before, now) !== 'done' || !showsPeople(before)) return undefined;
  return { ...before, ...next(before, now), removeAt: now };
};

/** Whether something of it still lies in the bucket that must not. */
export const hasLeftovers = (made: Export, now: Instant): boolean =>
  (made.status === 'cancelled' && made.run !== undefined) ||
  (made.fileKey !== undefined && statusOf(made, now) !== 'done');
