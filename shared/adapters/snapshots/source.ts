import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Bytes, Objects } from '#shared/app/objects.ts';
import type { Hasher, SnapshotSource } from '#shared/app/snapshots/read-snapshot.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';

const sha256Hasher = (): Hasher => {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
};

/** Gzip taken apart in the thread pool; an error of the source, or of the format, is thrown where it is read. */
async function* unzipped(bytes: Bytes): Bytes {
  const source = Readable.from(bytes, { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as Bytes;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** Snapshots in a bucket, read as streams. */
export const snapshotSource = (
  objects: SnapshotSource['objects'] | Objects,
  digest: Digest,
): SnapshotSource => ({
  objects,
  digest,
  hasher: sha256Hasher,
  unzip: unzipped,
});
