import type { Entities, Manifest, SnapshotPart } from '#shared/domain/snapshots/manifest.ts';
import { FORMAT, manifestKeyOf, manifestText, signed } from '#shared/domain/snapshots/manifest.ts';
import type { SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import type { Snapshot } from '#shared/domain/snapshots/snapshot.ts';
import { bytesOf, itemsOf } from '#shared/domain/snapshots/tally.ts';
import type { SnapshotTools } from './ports.ts';
import { openSnapshot } from './read-snapshot.ts';

/** The manifest of a snapshot whose files were all read back. */
export const manifestOf = (
  snapshot: Snapshot,
  counted: { readonly parts: readonly SnapshotPart[]; readonly entities: Entities },
  { source, exports }: Pick<SnapshotTools, 'source' | 'exports'>,
): Manifest => {
  const { id, kind, from, to = 0, base, full, tableId = '' } = snapshot;
  return signed(
    {
      format: FORMAT,
      id,
      kind,
      table: exports.table,
      tableId,
      to,
      ...(kind === 'full' ? {} : { from, base, full }),
      items: itemsOf(counted.parts),
      bytes: bytesOf(counted.parts),
      entities: counted.entities,
      parts: [...counted.parts],
    },
    source.digest,
  );
};

/**
 * Writes the manifest where there is none: from then on there is the snapshot. One that another worker has written meanwhile is taken as it
 * is; anything else that lies there is a problem.
 */
export const sealSnapshot = async (
  tools: Pick<SnapshotTools, 'source' | 'exports' | 'objects'>,
  manifest: Manifest,
): Promise<{ readonly snapshot: Partial<Snapshot> } | { readonly problems: readonly SnapshotProblem[] }> => {
  const key = manifestKeyOf(manifest.id);
  await tools.objects.put(key, manifestText(manifest), { contentType: 'application/json', ifAbsent: true });
  const {
    manifest: kept,
    sha256,
    problems,
  } = await openSnapshot(tools.source, manifest.id, {
    table: tools.exports.table,
  });
  if (!kept || sha256 === undefined || problems.length > 0) return { problems };
  return { snapshot: { items: kept.items, bytes: kept.bytes, manifestKey: key, sha256 } };
};
