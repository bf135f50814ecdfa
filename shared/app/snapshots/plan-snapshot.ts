import type { Link } from '#shared/domain/snapshots/chain.ts';
import { newestGood, type Snapshot } from '#shared/domain/snapshots/snapshot.ts';
import { type Plan, planOf } from '#shared/domain/snapshots/window.ts';
import type { SnapshotTools } from './ports.ts';
import { openSnapshot } from './read-snapshot.ts';
import { readChain } from './verify-snapshot.ts';

/** So many are looked at for one that can be continued: a day of hours, and some that were made by hand. */
const LOOKED_AT = 50;

type Tools = Pick<SnapshotTools, 'store' | 'source' | 'exports' | 'now'>;

/** The newest good snapshot whose chain is whole; what the bucket holds counts, not what its record says. */
const lastLink = async ({ store, source, exports }: Tools): Promise<Link | undefined> => {
  const { items } = await store.lists.snapshots({ limit: LOOKED_AT, after: undefined });
  const newest = newestGood(items);
  if (newest?.sha256 === undefined) return undefined;
  const { manifest, problems } = await openSnapshot(source, newest.id, {
    table: exports.table,
    sha256: newest.sha256,
  });
  if (!manifest || problems.length > 0) return undefined;
  const chain = await readChain(source, manifest);
  return chain.problems.length > 0 ? undefined : manifest;
};

/** What this snapshot is going to be (`planOf`). */
export const planSnapshot = async (tools: Tools, { asked }: Snapshot): Promise<Plan> => {
  if (asked === 'full') return { kind: 'full' };
  const recoverableFrom = await tools.exports.recoverableFrom();
  if (recoverableFrom === undefined) return { kind: 'full' };
  return planOf(asked, { last: await lastLink(tools), recoverableFrom }, tools.now());
};
