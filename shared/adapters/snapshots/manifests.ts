import { createHash } from 'node:crypto';
import type { Objects } from '#shared/app/objects.ts';
import type { SnapshotSource } from '#shared/app/snapshots/read-snapshot.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';

/** What it takes to open manifests, and nothing of what it takes to read files. */
export const manifestSource = (
  objects: Pick<Objects, 'text'>,
  digest: Digest,
): Pick<SnapshotSource, 'digest' | 'hasher'> & { readonly objects: Pick<Objects, 'text'> } => ({
  objects,
  digest,
  hasher: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
});
