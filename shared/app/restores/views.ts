import type { restoreRoutes } from '#shared/contracts/restores.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { type Restore, totalsOf } from '#shared/domain/restores/restore.ts';
import type { Upgrade } from '#shared/domain/restores/upgrade.ts';

type View = ResponseOf<(typeof restoreRoutes)['snapshots/get-restore']>;

/** A restore as administrators see it. */
export const restoreView = (restore: Restore): View => {
  const { id, version, status, snapshotId, mode, only, dryRun, requestedBy, checkpoint, progress } = restore;
  const { createdAt, startedAt, finishedAt, problems, problemCount, chain, entities, repairs } = restore;
  return {
    ...{ id, version, status, snapshotId, mode, only, dryRun, requestedBy, progress, problemCount },
    createdAt: iso(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: iso(finishedAt) }),
    phase: checkpoint.phase,
    ...totalsOf(restore),
    problems: [...problems],
    report: { chain: [...chain], entities, repairs },
  };
};

/** How far older items are, as administrators see it. */
export const upgradeView = ({ status, read, upgraded, newer, startedAt, finishedAt }: Upgrade) => ({
  ...{ status, read, upgraded, newer, startedAt: iso(startedAt) },
  ...(finishedAt === undefined ? {} : { finishedAt: iso(finishedAt) }),
});
