import { chainProblems } from '#shared/domain/snapshots/chain.ts';
import type { Manifest } from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import { openSnapshot, type SnapshotSource } from '../snapshots/read-snapshot.ts';

/** A full snapshot is taken every day: no chain is longer. A key set tells so many members apart. */
const MOST_MEMBERS = 200;

/** The snapshots that one restores: itself, those it continues, and the full one at the end; empty where something is wrong. */
export type Chain = {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly SnapshotProblem[];
};

const broken = (problems: readonly SnapshotProblem[]): Chain => ({ manifests: [], problems });

/** Opens a snapshot and whatever it continues, newest first, by the bucket alone. Parts are not looked at. */
export const openChain = async (
  source: Pick<SnapshotSource, 'digest' | 'hasher'> & {
    readonly objects: Pick<SnapshotSource['objects'], 'text'>;
  },
  snapshotId: string,
): Promise<Chain> => {
  const manifests: Manifest[] = [];
  let wanted: string | undefined = snapshotId;
  while (wanted !== undefined) {
    if (manifests.length >= MOST_MEMBERS)
      return broken([{ code: 'chainBroken', snapshotId, reason: 'tooLong' }]);
    const { manifest, problems } = await openSnapshot(source as SnapshotSource, wanted);
    if (!manifest || problems.length > 0) return broken(problems);
    manifests.push(manifest);
    wanted = manifest.kind === 'full' ? undefined : manifest.base;
  }
  const problems = chainProblems(manifests.toReversed());
  return problems.length > 0 ? broken(problems) : { manifests, problems };
};

/** Whether any of it was written by an earlier version of the product. */
export const isOlderThan = (
  manifests: readonly Manifest[],
  known: Readonly<Record<string, number>>,
): boolean =>
  manifests.some(({ entities }) =>
    Object.entries(entities).some(([type, { versions }]) =>
      Object.keys(versions).some((version) => Number(version) < (known[type] ?? 0)),
    ),
  );

/** What a later version of the product has written; nobody here could read it. */
export const newerThan = (
  manifests: readonly Manifest[],
  known: Readonly<Record<string, number>>,
): readonly { readonly code: 'newerVersion'; readonly snapshotId: string; readonly reason: string }[] =>
  manifests.flatMap(({ id, entities }) =>
    Object.entries(entities).flatMap(([type, { versions }]) =>
      Object.hasOwn(known, type) &&
      Object.keys(versions).some((version) => Number(version) > (known[type] ?? 0))
        ? [{ code: 'newerVersion' as const, snapshotId: id, reason: type }]
        : [],
    ),
  );
