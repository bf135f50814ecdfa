import type { ResponseOf } from '#shared/contracts/route.ts';
import type { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Snapshot } from '#shared/domain/snapshots/snapshot.ts';

type View = ResponseOf<(typeof snapshotRoutes)['snapshots/get-snapshot']>;

/** Instants as they are shown; those that are missing stay so. */
const instants = <K extends string>(
  given: Readonly<Partial<Record<K, Instant | undefined>>>,
): Partial<Record<K, string>> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, at]) => (typeof at === 'number' ? [[name, iso(at)]] : [])),
  ) as Partial<Record<K, string>>;

/** A snapshot as administrators see it. */
export const snapshotView = (snapshot: Snapshot): View => {
  const { id, version, status, kind, madeBy, createdAt, base, full, parts, items, bytes } = snapshot;
  const { manifestKey, sha256, verified, problems, endedAt, from, to, verifiedAt } = snapshot;
  return {
    ...{ id, version, status, kind, madeBy, createdAt: iso(createdAt) },
    ...instants({ endedAt, from, to, verifiedAt }),
    ...{ base, full, progress: parts, items, bytes, manifestKey, sha256, verified },
    ...(problems === undefined ? {} : { problems: [...problems] }),
  };
};
