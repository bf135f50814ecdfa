import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './support/child.ts';
import { anS3, s3Client } from './support/s3.ts';

describe('the S3 engine killed in the middle of its work', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-s3-crash-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('shows every object whole: the last version it acknowledged or one sent after that', async () => {
    const SIZE = 60_000;
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < 4; round += 1) {
      const child = await startChild('s3-child.ts', join(dir, 's3'));
      const client = s3Client(child.url);
      let running = true;
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        const Key = `snapshots/part-${writer}`;
        for (let n = 1; running; n += 1) {
          const version = round * 1_000_000 + n;
          const Body = `${version}:`.padEnd(SIZE, String(version));
          const input = { Bucket: 'files', Key, Body, Metadata: { version: String(version) } };
          const done = await client.send(new PutObjectCommand(input)).catch(() => undefined);
          if (done !== undefined) acknowledged.set(Key, version);
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await child.kill();
      running = false;
      await Promise.all(writers);
      client.destroy();
    }

    const after = await anS3({ dir: join(dir, 's3') });
    const { Contents = [] } = await after.client.send(new ListObjectsV2Command({ Bucket: 'files' }));
    const found = [];
    for (const { Key = '', ETag } of Contents) {
      // The client compares the stored checksum with the bytes it gets.
      const object = await after.client.send(new GetObjectCommand({ Bucket: 'files', Key }));
      const text = (await object.Body?.transformToString()) ?? '';
      const version = Number(text.split(':')[0]);
      found.push({ Key, version });
      expect(text).toBe(`${version}:`.padEnd(SIZE, String(version)));
      expect(object.Metadata?.['version']).toBe(String(version));
      expect(object.ETag).toBe(ETag);
    }
    await after.close();

    expect(acknowledged.size).toBe(4);
    for (const { Key, version } of found) expect(version).toBeGreaterThanOrEqual(acknowledged.get(Key) ?? 0);
    expect(found.map(({ Key }) => Key)).toEqual([...acknowledged.keys()].sort());
    expect(await readdir(join(dir, 's3-meta', 'tmp'))).toEqual([]);
  });
});
