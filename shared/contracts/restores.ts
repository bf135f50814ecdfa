import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import {
  countsSchema,
  onlySchema,
  phases,
  restoreModeSchema,
  restoreProblemSchema,
  restoreStatusSchema,
} from '#shared/domain/restores/restore.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

export const restoreView = z.object({
  id: idSchema('rst'),
  version: z.int(),
  status: restoreStatusSchema,
  snapshotId: idSchema('snap'),
  mode: restoreModeSchema,
  only: onlySchema.optional(),
  dryRun: z.boolean(),
  requestedBy: z.string(),
  createdAt: instantOut,
  startedAt: instantOut.optional(),
  finishedAt: instantOut.optional(),
  /** What it is doing, in lines of the snapshots. */
  phase: z.enum(phases),
  progress: z.object({ done: z.int(), total: z.int() }),
  /** Items written and taken away; with a dry run, those that would be. */
  restored: z.int(),
  /** Items of the snapshot that were left out or were there already. */
  skipped: z.int(),
  /** What is wrong and was not put right; at most 200 are kept, `problemCount` counts all. */
  problems: z.array(restoreProblemSchema),
  problemCount: z.int(),
  report: z.object({
    /** The snapshots that were restored, the newest first. */
    chain: z.array(idSchema('snap')),
    /** By type of record. */
    entities: z.record(z.string(), countsSchema),
    /** What was found in halves and put right, by what it was. */
    repairs: z.record(z.string(), z.int()),
  }),
});

/** How far older items have been brought to the present versions of their shapes, after a deployment or a restore. */
const upgradeView = z.object({
  status: z.enum(['running', 'done']),
  read: z.int(),
  upgraded: z.int(),
  /** Left alone: a newer version of the product has written them. */
  newer: z.int(),
  startedAt: instantOut,
  finishedAt: instantOut.optional(),
});

/** Putting back what a snapshot holds (B3). */
export const restoreRoutes = defineRoutes({
  'snapshots/create-restore': {
    method: 'POST',
    path: '/v1/restores',
    summary:
      'Put back what a snapshot holds: everything, one case, or one customer; or tell what that would change',
    permission: 'snapshots.manage',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      snapshotId: idSchema('snap'),
      mode: restoreModeSchema,
      /** The snapshot's id once more. */
      confirm: z.string(),
      only: onlySchema.optional(),
      dryRun: z.boolean().default(false),
    }),
    success: [202],
    response: restoreView,
    versioned: true,
    repeats: true,
    refusals: ['not_empty', 'snapshot_invalid', 'conflict'],
  },
  'snapshots/list-restores': {
    method: 'GET',
    path: '/v1/restores',
    summary: 'Restores, newest first',
    permission: 'snapshots.manage',
    params: nothing,
    query: z.strictObject({ ...pageQuery }),
    body: undefined,
    success: [200],
    response: pageOf(restoreView).extend({ upgrade: upgradeView.optional() }),
    refusals: ['invalid_cursor'],
  },
  'snapshots/get-restore': {
    method: 'GET',
    path: '/v1/restores/{id}',
    summary: 'How far a restore is, what it has changed, and what is left to be looked at',
    permission: 'snapshots.manage',
    params: idParam('rst'),
    query: nothing,
    body: undefined,
    success: [200],
    response: restoreView,
    versioned: true,
    refusals: ['not_found'],
  },
});
