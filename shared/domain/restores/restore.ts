import * as z from 'zod';
import { leaseSchema } from '../jobs/lease.ts';
import { idSchema } from '../kernel/ids.ts';
import { hours, type Instant, instantSchema, minutes } from '../kernel/time.ts';

export const restoreModes = ['empty', 'missing', 'replace'] as const;
export const restoreModeSchema = z.enum(restoreModes);
export type RestoreMode = z.infer<typeof restoreModeSchema>;

export const restoreStatusSchema = z.enum(['queued', 'running', 'done', 'failed']);

/** One case, or one customer with all their cases, orders and surveys. */
export const onlySchema = z.union([
  z.strictObject({ ticketId: idSchema('tkt') }),
  z.strictObject({ customerId: idSchema('cus') }),
]);
export type Only = z.infer<typeof onlySchema>;

const n = z.int().nonnegative();

/** What happened, or with a dry run would happen, to the items of one type. */
export const countsSchema = z.object({
  added: n,
  changed: n,
  removed: n,
  unchanged: n,
  /** In the snapshot, but not for this mode: something else is there already, or the person was erased. */
  skipped: n,
});
export type RestoreCounts = Readonly<z.infer<typeof countsSchema>>;

/** One thing that is wrong and was not repaired: what, and which record, snapshot or file it is about. */
export const restoreProblemSchema = z.object({
  code: z.string(),
  id: z.string().optional(),
  snapshotId: z.string().optional(),
  part: z.string().optional(),
  reason: z.string().optional(),
});
export type RestoreProblem = Readonly<z.infer<typeof restoreProblemSchema>>;

/** Records keep no more of them; `problemCount` counts all. */
export const MOST_PROBLEMS = 200;

/** What is done one after the other: first everything is verified, before the first write. */
export const phases = [
  'verify',
  'collect',
  'parts',
  'heads',
  'tickets',
  'remove',
  'upgrade',
  'check',
  'finish',
] as const;
export type Phase = (typeof phases)[number];

const placeSchema = z.object({ pk: z.string(), sk: z.string() });

/** Where the work goes on. `member` counts the snapshots of the chain from the newest, `part` its files, `line` the lines of that file. */
export const checkpointSchema = z.object({
  phase: z.enum(phases),
  member: n,
  part: n,
  line: n,
  /** Where a walk over the table goes on. */
  after: placeSchema.optional(),
});
export type Checkpoint = Readonly<z.infer<typeof checkpointSchema>>;

/** What belongs to the one case or customer that is restored. */
const belongingsSchema = z.object({
  tickets: z.array(z.string()),
  orders: z.array(z.string()),
  surveys: z.array(z.string()),
  customers: z.array(z.string()),
});
export type Belongings = Readonly<z.infer<typeof belongingsSchema>>;
export const noBelongings: Belongings = { tickets: [], orders: [], surveys: [], customers: [] };

/** A restore, from the request to its report. Holds ids and counts, nothing of what is restored. */
export const restoreSchema = z.object({
  id: idSchema('rst'),
  version: z.int().positive(),
  snapshotId: idSchema('snap'),
  mode: restoreModeSchema,
  only: onlySchema.optional(),
  dryRun: z.boolean(),
  status: restoreStatusSchema,
  requestedBy: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  startedAt: instantSchema.optional(),
  finishedAt: instantSchema.optional(),
  lease: leaseSchema.optional(),
  /** The snapshots it takes, the newest first: an incremental one, those it continues, and the full one. */
  chain: z.array(idSchema('snap')),
  checkpoint: checkpointSchema,
  /** Lines of the chain that were read for this phase, and how many there are. */
  progress: z.object({ done: n, total: n }),
  entities: z.record(z.string(), countsSchema),
  belongings: belongingsSchema.optional(),
  /** By agent, how many cases were found to occupy them. */
  loads: z.record(z.string(), n).optional(),
  /** How often this phase has waited for the table's stream. */
  waits: n.optional(),
  /** How often a worker took it, and how often one told of an error, since it last came on. */
  tries: n.optional(),
  failures: n.optional(),
  /** By what was wrong, how often it was put right. */
  repairs: z.record(z.string(), n),
  problems: z.array(restoreProblemSchema),
  problemCount: n,
});
export type Restore = Readonly<z.infer<typeof restoreSchema>>;

export const firstCheckpoint: Checkpoint = { phase: 'verify', member: 0, part: 0, line: 0 };

const none: RestoreCounts = { added: 0, changed: 0, removed: 0, unchanged: 0, skipped: 0 };

/** Counts with those of a further step. */
export const withCounts = (
  counts: Readonly<Record<string, RestoreCounts>>,
  more: ReadonlyMap<string, Partial<RestoreCounts>>,
): Record<string, RestoreCounts> => {
  const sum: Record<string, RestoreCounts> = { ...counts };
  for (const [type, add] of more) {
    const had = Object.hasOwn(sum, type) ? (sum[type] ?? none) : none;
    sum[type] = {
      added: had.added + (add.added ?? 0),
      changed: had.changed + (add.changed ?? 0),
      removed: had.removed + (add.removed ?? 0),
      unchanged: had.unchanged + (add.unchanged ?? 0),
      skipped: had.skipped + (add.skipped ?? 0),
    };
  }
  return sum;
};

/** The restore with further problems; of many, the first ones are kept and all are counted. */
export const withProblems = (restore: Restore, problems: readonly RestoreProblem[]): Restore => ({
  ...restore,
  problems: [...restore.problems, ...problems].slice(0, MOST_PROBLEMS),
  problemCount: restore.problemCount + problems.length,
});

export const isUnfinished = ({ status }: Pick<Restore, 'status'>): boolean =>
  status === 'queued' || status === 'running';

/** One of which nothing was heard for so long has lost its message: who looks after it sends another one. */
const SILENT_MS = minutes(2);
export const isSilent = (restore: Restore, now: Instant): boolean =>
  isUnfinished(restore) && (restore.lease?.until ?? 0) < now && now - restore.updatedAt > SILENT_MS;

/** Its message has been given up by then however often it was delivered: it stands in nobody's way. */
const ABANDONED_MS = hours(6);
export const isAbandoned = (restore: Restore, now: Instant): boolean =>
  isSilent(restore, now) && now - restore.updatedAt > ABANDONED_MS;

/** So many errors in a row at one place are no accident (its queue gives up at five). */
export const MOST_FAILURES = 4;
/** So many workers that died at one place without a word are none either. */
export const MOST_TRIES = 20;

export const RESTORE_LOCK = 'restore-lock';

/** Which restore is at work: there is one of it, written and taken away together with the restore's own record. */
export const restoreLockSchema = z.object({
  id: z.literal(RESTORE_LOCK),
  version: z.int().positive(),
  restoreId: idSchema('rst'),
});
export type RestoreLock = Readonly<z.infer<typeof restoreLockSchema>>;

/** The end of a restore that could not be brought to its end. What it has put back stays. */
export const failedRestore = (
  restore: Restore,
  problems: readonly RestoreProblem[],
  now: Instant,
): Restore => {
  const { lease: _, ...rest } = withProblems(restore, problems);
  return { ...rest, status: 'failed', finishedAt: now };
};

/** Items written and taken away, and items left as they were though the snapshot has them. */
export const totalsOf = ({ entities }: Pick<Restore, 'entities'>): { restored: number; skipped: number } =>
  Object.values(entities).reduce(
    ({ restored, skipped }, counts) => ({
      restored: restored + counts.added + counts.changed + counts.removed,
      skipped: skipped + counts.skipped + counts.unchanged,
    }),
    { restored: 0, skipped: 0 },
  );
