import * as z from 'zod';
import { leaseSchema } from '../jobs/lease.ts';
import { type IdPrefix, idSchema, ulid } from '../kernel/ids.ts';
import { days, hours, type Instant, instantSchema } from '../kernel/time.ts';
import type { SnapshotKind } from './manifest.ts';
import { entitiesSchema, snapshotKinds } from './manifest.ts';
import { MOST_PROBLEMS, problemSchema, type SnapshotProblem } from './problem.ts';

export const snapshotStatuses = ['queued', 'running', 'done', 'failed'] as const;

/** What is done next for a snapshot: plan it, have the table exported, count what came and write the manifest, read everything again. */
export const snapshotSteps = ['plan', 'export', 'tally', 'verify', 'none'] as const;

/** A snapshot of the table and how far it is. The snapshot itself lies in the bucket, and is found there without this. */
export const snapshotSchema = z.object({
  id: idSchema('snap'),
  version: z.int().positive(),
  status: z.enum(snapshotStatuses),
  step: z.enum(snapshotSteps),
  /** What it is; until it is planned, what was asked for. */
  kind: z.enum(snapshotKinds),
  asked: z.enum(snapshotKinds),
  /** Who asked for it: a member of staff, or the schedule of that name. */
  madeBy: z.string(),
  createdAt: instantSchema,
  startedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  lease: leaseSchema.optional(),
  from: instantSchema.optional(),
  exportFrom: instantSchema.optional(),
  to: instantSchema.optional(),
  base: idSchema('snap').optional(),
  full: idSchema('snap').optional(),
  tableId: z.string().optional(),
  /** Exports that were begun for it; the database may fail one. */
  attempt: z.int().positive(),
  exportArn: z.string().optional(),
  exportManifest: z.string().optional(),
  parts: z.object({ done: z.int(), total: z.int() }).optional(),
  items: z.int().optional(),
  bytes: z.int().optional(),
  manifestKey: z.string().optional(),
  /** Checksum of the manifest. */
  sha256: z.string().optional(),
  /** How far a verification came. */
  check: z.object({ next: z.int(), entities: entitiesSchema, problems: z.array(problemSchema) }).optional(),
  verified: z.boolean().optional(),
  verifiedAt: instantSchema.optional(),
  problems: z.array(problemSchema).optional(),
});
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>;

/** A snapshot that somebody, or a schedule, asks for. */
export const newSnapshot = (
  asked: { readonly id: string; readonly kind: SnapshotKind; readonly madeBy: string },
  now: Instant,
): Snapshot => ({
  id: asked.id,
  version: 1,
  status: 'queued',
  step: 'plan',
  kind: asked.kind,
  asked: asked.kind,
  madeBy: asked.madeBy,
  createdAt: now,
  attempt: 1,
});

const PERIOD: Readonly<Record<SnapshotKind, number>> = { full: days(1), incremental: hours(1) };

/** The id of a schedule's snapshot: one for each day, one for each hour (UTC), however often it is triggered. */
export const scheduledId = (kind: SnapshotKind, now: Instant): string => {
  const prefix: IdPrefix = 'snap';
  const mark = new Uint8Array(10);
  mark[9] = kind === 'full' ? 1 : 2;
  return `${prefix}_${ulid(now - (now % PERIOD[kind]), mark)}`;
};

/** There is something left to do. */
export const isUnderWay = ({ step }: Snapshot): boolean => step !== 'none';

/** It was written to its end, and nothing is known against it. */
export const isGood = ({ status, verified, manifestKey }: Snapshot): boolean =>
  status === 'done' && verified !== false && manifestKey !== undefined;

/** Somebody has to look at it: it could not be taken, or isn't what was written. */
export const isBad = ({ status, verified }: Snapshot): boolean => status === 'failed' || verified === false;

export const failedSnapshot = (
  snapshot: Snapshot,
  problems: readonly SnapshotProblem[],
  now: Instant,
): Snapshot => {
  const { lease: _, ...rest } = snapshot;
  return {
    ...rest,
    status: 'failed',
    step: 'none',
    endedAt: now,
    problems: problems.slice(0, MOST_PROBLEMS),
  };
};

/** Read again from the beginning. Whatever was known of it before counts no more. */
export const toVerify = (snapshot: Snapshot): Snapshot => {
  const { verified: _, verifiedAt: __, problems: ___, check: ____, ...rest } = snapshot;
  return { ...rest, version: snapshot.version + 1, step: 'verify' };
};

/** What a verification found. */
export const verifiedSnapshot = (
  snapshot: Snapshot,
  problems: readonly SnapshotProblem[],
  now: Instant,
): Snapshot => {
  const { check: _, lease: __, problems: ___, ...rest } = snapshot;
  return {
    ...rest,
    step: 'none',
    verified: problems.length === 0,
    verifiedAt: now,
    ...(problems.length === 0 ? {} : { problems: problems.slice(0, MOST_PROBLEMS) }),
  };
};

/** The newest snapshot of those that can be continued, or restored. */
export const newestGood = (snapshots: readonly Snapshot[]): Snapshot | undefined =>
  snapshots
    .filter(isGood)
    .reduce<Snapshot | undefined>(
      (best, one) => (best === undefined || (one.to ?? 0) > (best.to ?? 0) ? one : best),
      undefined,
    );
