import { createKeySet, hashOf, type KeySet } from '#shared/domain/restores/key-set.ts';
import type { Manifest, SnapshotPart } from '#shared/domain/snapshots/manifest.ts';
import type { Objects } from '../objects.ts';
import { readPart, type SnapshotSource } from '../snapshots/read-snapshot.ts';
import { nameOf } from './lines.ts';

/** The bucket of snapshots, to read and to leave something in. */
export type KeyFiles = { readonly source: SnapshotSource; readonly objects: Pick<Objects, 'put'> };

/** Bytes of a key: two lanes of its hash. */
const KEY_BYTES = 8;
const utf8 = new TextEncoder();
const fileKeyOf = ({ id }: Manifest, part: number): string => `${id}/work/keys-${part}`;

/** Proves that these keys were taken out of this very part; as long whatever they are. */
const macOf = (source: SnapshotSource, part: SnapshotPart, keys: Uint8Array): Uint8Array => {
  const hasher = source.hasher();
  hasher.update(keys);
  return utf8.encode(source.digest('snapshot-keys', `${part.key} ${part.sha256} ${hasher.hex()}`));
};
const macBytes = (source: SnapshotSource): number => source.digest('snapshot-keys', '').length;

/** Which keys a part tells of, from the file that an earlier slice has left; `undefined` where there is none, or none of ours. */
const kept = async (
  source: SnapshotSource,
  part: SnapshotPart,
  fileKey: string,
): Promise<Uint8Array | undefined> => {
  const object = await source.objects.read(fileKey);
  if (!object) return undefined;
  const begin = macBytes(source);
  const file = new Uint8Array(begin + part.items * KEY_BYTES);
  let size = 0;
  for await (const chunk of object.body) {
    if (size + chunk.byteLength > file.byteLength) return undefined;
    file.set(chunk, size);
    size += chunk.byteLength;
  }
  const keys = file.subarray(begin);
  const mac = macOf(source, part, keys);
  return size === file.byteLength && mac.every((byte, n) => byte === file[n]) ? keys : undefined;
};

/** Reads the keys out of a part and leaves them beside it. */
const taken = async (
  { source, objects }: KeyFiles,
  part: SnapshotPart,
  fileKey: string,
): Promise<Uint8Array> => {
  const begin = macBytes(source);
  const file = new Uint8Array(begin + part.items * KEY_BYTES);
  const view = new DataView(file.buffer);
  let at = begin;
  for await (const line of readPart(source, part)) {
    // More lines than were counted: the reading ends with what is wrong.
    if (at === file.byteLength) continue;
    const [a, b] = hashOf(nameOf(line));
    view.setUint32(at, a);
    view.setUint32(at + 4, b);
    at += KEY_BYTES;
  }
  const keys = file.subarray(begin);
  file.set(macOf(source, part, keys));
  await objects.put(fileKey, file, { contentType: 'application/octet-stream' });
  return keys;
};

/**
 * Which of the incremental snapshots has the last word about a key. The keys of each file are read out of it once and left beside it, so that
 * every later slice begins with eight bytes a change; `undefined` when time was over before all files were gone through, each time
 * with one more of them done.
 */
export const lastWords = async (
  files: KeyFiles,
  manifests: readonly Manifest[],
  isOver: () => boolean,
): Promise<KeySet | undefined> => {
  const words = createKeySet();
  let isNew = false;
  for (const [member, manifest] of manifests.entries()) {
    if (manifest.kind === 'full') break;
    for (const [n, part] of manifest.parts.entries()) {
      const fileKey = fileKeyOf(manifest, n);
      let keys = await kept(files.source, part, fileKey);
      if (keys === undefined && isNew && isOver()) return undefined;
      isNew ||= keys === undefined;
      keys ??= await taken(files, part, fileKey);
      const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
      for (let at = 0; at < keys.byteLength; at += KEY_BYTES)
        words.claim(view.getUint32(at), view.getUint32(at + 4), member);
    }
  }
  return words;
};
