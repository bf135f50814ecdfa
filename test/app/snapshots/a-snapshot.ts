import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { entityOf, readLine } from '#shared/domain/snapshots/line.ts';
import { type Manifest, manifestKeyOf, manifestText, signed } from '#shared/domain/snapshots/manifest.ts';
import { bytesOf, createCounts, itemsOf } from '#shared/domain/snapshots/tally.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { memoryObjects } from '#test/support/memory-objects.ts';

export const { digest } = keyringOf('a root secret for tests, long enough');
export const TABLE = 'kefu-test-table';

export const fullLine = (n: number, type = 'ticket', version = 1): string =>
  JSON.stringify({
    Item: {
      pk: { S: `TKT#${n}` },
      sk: { S: 'A' },
      t: { S: type },
      v: { N: String(version) },
      text: { S: `文字 ${n} ${'x'.repeat(n % 50)}` },
    },
  });

export const changeLine = (n: number, micros: number, gone = false): string => {
  const keys = { pk: { S: `TKT#${n}` }, sk: { S: 'A' } };
  return JSON.stringify({
    Metadata: { WriteTimestampMicros: { N: String(micros) } },
    Keys: keys,
    ...(gone ? {} : { NewImage: { ...keys, t: { S: 'ticket' }, v: { N: '1' } } }),
  });
};

export const idOf = (n: number): string => `snap_01K5Q8J3M9N4P6R7S8T9V0${String(n).padStart(4, '0')}`;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type About = Partial<Pick<Manifest, 'kind' | 'from' | 'to' | 'base' | 'full' | 'table' | 'tableId'>>;

/** A bucket in memory, and snapshots in it as the worker leaves them. */
export const aBucket = () => {
  const { files, objects } = memoryObjects();
  const put = (id: string, parts: readonly (readonly string[])[], about: About = {}): Manifest => {
    const counts = createCounts();
    const written = parts.map((lines, n) => {
      const bytes = gzipSync(lines.map((line) => `${line}\n`).join(''));
      const key = `${id}/AWSDynamoDB/01-${id}/data/part-${n}.json.gz`;
      files.set(key, bytes);
      for (const line of lines) {
        const { type, version } = entityOf(readLine(line));
        counts.add(type, version);
      }
      return { key, bytes: bytes.length, items: lines.length, sha256: sha256(bytes) };
    });
    const manifest = signed(
      {
        format: 1,
        id,
        kind: 'full',
        table: TABLE,
        tableId: 'table-1',
        to: 1_000_000,
        ...about,
        items: itemsOf(written),
        bytes: bytesOf(written),
        entities: counts.entities(),
        parts: written,
      },
      digest,
    );
    files.set(manifestKeyOf(id), new TextEncoder().encode(manifestText(manifest)));
    return manifest;
  };
  return { files, objects, put, source: snapshotSource(objects, digest) };
};
