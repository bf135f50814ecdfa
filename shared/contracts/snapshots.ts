import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { snapshotKinds } from '#shared/domain/snapshots/manifest.ts';
import { problemCodes } from '#shared/domain/snapshots/problem.ts';
import { snapshotStatuses } from '#shared/domain/snapshots/snapshot.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

export const snapshotView = z.object({
  id: idSchema('snap'),
  version: z.int(),
  status: z.enum(snapshotStatuses),
  /** What it is. An incremental one that could not continue anything becomes a full one. */
  kind: z.enum(snapshotKinds),
  /** Who asked for it: a member of staff, or the name of a schedule. */
  madeBy: z.string(),
  createdAt: instantOut,
  endedAt: instantOut.optional(),
  /** What it shows: the table at `to`, or what was changed from `from` on. */
  from: instantOut.optional(),
  to: instantOut.optional(),
  /** The snapshot that it continues, and the full one with which its chain begins. */
  base: idSchema('snap').optional(),
  full: idSchema('snap').optional(),
  /** Files that were read back, and all of them. */
  progress: z.object({ done: z.int(), total: z.int() }).optional(),
  items: z.int().optional(),
  bytes: z.int().optional(),
  manifestKey: z.string().optional(),
  /** Checksum of the manifest, hexadecimal. */
  sha256: z.string().optional(),
  /** Whether everything was as the manifest says when it was last read again; absent until then. */
  verified: z.boolean().optional(),
  verifiedAt: instantOut.optional(),
  problems: z
    .array(
      z.object({
        code: z.enum(problemCodes),
        part: z.string().optional(),
        snapshotId: z.string().optional(),
        reason: z.string().optional(),
      }),
    )
    .optional(),
});

/** Snapshots of the table (B2, B3). */
export const snapshotRoutes = defineRoutes({
  'snapshots/create-snapshot': {
    method: 'POST',
    path: '/v1/snapshots',
    summary: 'Take a snapshot of all data: a full one, or what was changed since the last one',
    permission: 'snapshots.manage',
    params: nothing,
    query: nothing,
    body: z.strictObject({ kind: z.enum(snapshotKinds) }),
    success: [202],
    response: snapshotView,
    versioned: true,
    refusals: [],
  },
  'snapshots/list-snapshots': {
    method: 'GET',
    path: '/v1/snapshots',
    summary: 'Snapshots, newest first',
    permission: 'snapshots.manage',
    params: nothing,
    query: z.strictObject({ ...pageQuery }),
    body: undefined,
    success: [200],
    response: pageOf(snapshotView),
    refusals: ['invalid_cursor'],
  },
  'snapshots/get-snapshot': {
    method: 'GET',
    path: '/v1/snapshots/{id}',
    summary: 'How far a snapshot is, what is in it, and whether it is whole',
    permission: 'snapshots.manage',
    params: idParam('snap'),
    query: nothing,
    body: undefined,
    success: [200],
    response: snapshotView,
    versioned: true,
    refusals: ['not_found'],
  },
  'snapshots/verify-snapshot': {
    method: 'POST',
    path: '/v1/snapshots/{id}/verify',
    summary: 'Read a snapshot again, every file of it, and say what is not as it was written',
    permission: 'snapshots.manage',
    params: idParam('snap'),
    query: nothing,
    body: z.strictObject({}).optional(),
    success: [202],
    response: snapshotView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
});
