import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import { plainItem } from '#shared/adapters/dynamo/restore/raw.ts';
import { readLine } from '#shared/domain/snapshots/line.ts';
import { type Manifest, manifestSchema } from '#shared/domain/snapshots/manifest.ts';
import type { StoredItem } from './stored-items.ts';

/** Where the bucket of snapshots lies on this machine. */
export const snapshotsBucket = (home: string): string => {
  const root = join(home, 's3');
  return join(root, readdirSync(root).find((name) => name.includes('snapshots')) ?? '');
};

/** Every file of a snapshot, by its key. */
export const filesOf = (bucket: string, snapshotId: string): readonly { key: string; bytes: Buffer }[] =>
  readdirSync(join(bucket, snapshotId), { recursive: true, encoding: 'utf8' })
    .map((name) => join(bucket, snapshotId, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ key: relative(bucket, path).split(sep).join('/'), bytes: readFileSync(path) }));

export const manifestIn = (bucket: string, snapshotId: string): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(join(bucket, snapshotId, 'manifest.json'), 'utf8')));

/** The lines of one file of a snapshot. */
export const linesIn = (bytes: Buffer): readonly string[] =>
  gunzipSync(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** What a full snapshot says was in the table, read from its own lines and by nothing of the restore but the spelling of values. */
export const itemsIn = (bucket: string, snapshotId: string): readonly StoredItem[] =>
  manifestIn(bucket, snapshotId).parts.flatMap(({ key }) =>
    linesIn(readFileSync(join(bucket, key))).flatMap((line) => {
      const { item } = readLine(line);
      return item === undefined ? [] : [plainItem(item)];
    }),
  );

/** The line that an export has of an item. */
export const lineOf = (item: StoredItem): string =>
  JSON.stringify({ Item: base64Of(marshall(item, { removeUndefinedValues: true })) });

/** Bytes as an export spells them. */
const base64Of = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(base64Of);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, base64Of(inner)]));
};
