import { randomBytes } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anS3, type S3 } from './support/s3.ts';

const Bucket = 'files';

describe('objects of the S3 engine', () => {
  let s3: S3;
  beforeEach(async () => {
    s3 = await anS3();
  });
  afterEach(() => s3.close());

  const put = (
    Key: string,
    Body: NonNullable<PutObjectCommandInput['Body']>,
    more: Partial<PutObjectCommandInput> = {},
  ) => s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string, more: Partial<GetObjectCommandInput> = {}) => {
    const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...answer, text: await answer.Body?.transformToString() };
  };
  const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
    s3.client.send(new ListObjectsV2Command({ Bucket, ...more }));
  const filesOf = (path: string) => readdir(path, { recursive: true });

  it('keeps an object as a plain file at its key, and nothing else in that tree', async () => {
    const created: unknown[] = [];
    s3.engine.onObjectCreated((object) => created.push(object));
    const { ETag } = await put('exports/2026/a b.csv', 'one;two', {
      ContentType: 'text/csv',
      Metadata: { job: '42' },
      CacheControl: 'no-store',
    });

    expect(await readFile(join(s3.dir, Bucket, 'exports', '2026', 'a b.csv'), 'utf8')).toBe('one;two');
    expect((await filesOf(s3.dir)).sort()).toEqual([
      'files',
      'files/exports',
      'files/exports/2026',
      'files/exports/2026/a b.csv',
    ]);
    expect(await get('exports/2026/a b.csv')).toMatchObject({
      text: 'one;two',
      ContentType: 'text/csv',
      ContentLength: 7,
      Metadata: { job: '42' },
      CacheControl: 'no-store',
      ETag,
      LastModified: new Date(s3.clock.now()),
    });
    expect(ETag).toBe('"a9f66f13c2f3881a048de61c60bb7f37"');
    expect(created).toEqual([
      {
        bucket: Bucket,
        key: 'exports/2026/a b.csv',
        size: 7,
        etag: ETag?.replaceAll('"', ''),
        eventName: 'ObjectCreated:Put',
      },
    ]);
  });

  it('takes bodies of every kind the client sends: streams, empty ones, with each checksum', async () => {
    const bytes = randomBytes(3_000_000);
    await put('stream', Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]), {
      ContentLength: bytes.length,
    });
    await put('empty', '');
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)
      await put(ChecksumAlgorithm, 'checked', { ChecksumAlgorithm });

    const stream = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));

    expect(Buffer.compare(Buffer.from((await stream.Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
    expect(stream.ContentEncoding).toBeUndefined();
    expect(await get('empty')).toMatchObject({ text: '', ContentLength: 0 });
    // The client compares the checksum it is given with what it received.
    expect(await get('CRC32C')).toMatchObject({ text: 'checked', ChecksumCRC32C: expect.any(String) });
  });

  it.each([
    ['a checksum', { ChecksumCRC32: 'AAAAAA==' }],
    ['an MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
  ])('refuses a body that does not match %s, and leaves what was there', async (_, wrong) => {
    await put('kept', 'before');

    await expect(put('kept', 'after', wrong)).rejects.toMatchObject({ name: 'BadDigest' });

    expect((await get('kept')).text).toBe('before');
    expect(await filesOf(`${s3.dir}-meta/tmp`)).toEqual([]);
  });

  it('writes only where nothing is, when asked to, whoever comes first', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        put('manifest', `writer ${n}`, { IfNoneMatch: '*' }).then(
          () => n,
          (error: Error) => error.name,
        ),
      ),
    );
    const winners = outcomes.filter((outcome) => typeof outcome === 'number');

    expect(winners).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(19);
    expect((await get('manifest')).text).toBe(`writer ${winners[0]}`);
  });

  it('writes only over the version it was told of', async () => {
    const { ETag } = await put('head', 'one');
    await put('head', 'two', { IfMatch: ETag });

    await expect(put('head', 'three', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('none', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await get('head')).text).toBe('two');
  });

  it.each([
    ['bytes=0-3', 'abcd', 'bytes 0-3/10'],
    ['bytes=8-', 'ij', 'bytes 8-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=5-500', 'fghij', 'bytes 5-9/10'],
  ])('answers the range %s', async (Range, text, ContentRange) => {
    await put('range', 'abcdefghij');

    expect(await get('range', { Range })).toMatchObject({ text, ContentRange, ContentLength: text.length });
  });

  it('refuses a range beyond the end', async () => {
    await put('range', 'abc');

    await expect(get('range', { Range: 'bytes=3-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('answers conditional reads', async () => {
    const { ETag } = await put('page', 'x');
    const later = new Date(s3.clock.now() + 1000);

    await expect(get('page', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('page', { IfModifiedSince: later })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('page', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await get('page', { IfMatch: ETag, IfUnmodifiedSince: later })).text).toBe('x');
  });

  it('deletes one object or many, and the directories they leave empty', async () => {
    for (const key of ['a/b/c', 'a/b/d', 'e']) await put(key, key);
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'a/b/c' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
    const { Deleted } = await s3.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a/b/d' }, { Key: 'no & no' }] } }),
    );

    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a/b/d', 'no & no']);
    expect(await filesOf(join(s3.dir, Bucket))).toEqual(['e']);
    await expect(get('a/b/c')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a/b/c' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('copies with its metadata, or with other metadata', async () => {
    await put('from here/ä', 'text', { ContentType: 'text/plain', Metadata: { a: '1' } });
    const copy = (Key: string, more: object = {}) =>
      s3.client.send(
        new CopyObjectCommand({
          Bucket,
          Key,
          CopySource: `${Bucket}/${encodeURIComponent('from here/ä')}`,
          ...more,
        }),
      );
    await copy('same');
    await copy('other', { MetadataDirective: 'REPLACE', Metadata: { b: '2' } });

    expect(await get('same')).toMatchObject({
      text: 'text',
      ContentType: 'text/plain',
      Metadata: { a: '1' },
    });
    expect((await get('other')).Metadata).toEqual({ b: '2' });
    await expect(copy('never', { CopySourceIfMatch: '"x"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('lists by prefix and delimiter in byte order, in pages of any size', async () => {
    const keys = ['a', 'a-b', 'a/b', 'a/b/c', 'a/d', 'b/é', 'b/🙂', 'b/客', 'c/1/x', 'c/2/x'];
    for (const key of keys) await put(key, key);
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    const all = async (more: Partial<ListObjectsV2CommandInput>) => {
      const found: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ ...more, ContinuationToken });
        found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return found.sort(order);
    };
    const sorted = [...keys].sort(order);

    for (const MaxKeys of [1, 3, 1000]) expect(await all({ MaxKeys })).toEqual(sorted);
    expect(await all({ Prefix: 'b/' })).toEqual(sorted.filter((key) => key.startsWith('b/')));
    expect(await all({ Prefix: 'a/b', MaxKeys: 1 })).toEqual(['a/b', 'a/b/c']);
    expect(await all({ Delimiter: '/', MaxKeys: 2 })).toEqual(['a', 'a-b', 'a/', 'b/', 'c/']);
    expect(await all({ Prefix: 'c/', Delimiter: '/' })).toEqual(['c/1/', 'c/2/']);
    expect((await list({ StartAfter: 'b/🙂' })).KeyCount).toBe(2);
    expect((await list({ Prefix: 'zzz' })).KeyCount).toBe(0);
  });

  it('keeps any key apart from any other, and never outside of its tree', async () => {
    await put('witness', 'mine');
    const before = (await filesOf(join(s3.dir, '..'))).filter((file) => !file.startsWith('s3'));
    const segment = fc.constantFrom(
      'a',
      'b',
      '..',
      '.',
      '',
      'witness',
      '%2e%2e',
      'a\u0000',
      '\\..\\',
      'x'.repeat(210),
    );
    const key = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((one) => one !== '' && one !== 'witness');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), async (keys) => {
        // Sent as they are: a client of the SDK would tidy some of them.
        const send = async (one: string, method: string, body?: string) => {
          const { request } = await import('node:http');
          const url = new URL(await s3.link(one, { method }));
          const path = `/files/${one
            .split('/')
            .map((part) => encodeURIComponent(part))
            .join('/')}${url.search}`;
          return new Promise<{ status: number; text: string }>((resolve, reject) => {
            const sent = request({ host: url.hostname, port: url.port, method, path }, (answer) => {
              let text = '';
              answer.on('data', (chunk) => {
                text += chunk;
              });
              answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
            });
            sent.on('error', reject);
            sent.end(body);
          });
        };
        for (const one of keys)
          expect(await send(one, 'PUT', `content of ${one}`)).toMatchObject({ status: 200 });
        for (const one of keys) expect((await send(one, 'GET')).text).toBe(`content of ${one}`);
        const listed = (await list()).Contents?.map(({ Key }) => Key);
        expect(listed).toHaveLength(keys.length + 1);
        for (const one of keys) expect((await send(one, 'DELETE')).status).toBe(204);
        for (const one of keys) expect((await send(one, 'GET')).status).toBe(404);
      }),
      { numRuns: 40 },
    );

    expect((await get('witness')).text).toBe('mine');
    expect((await filesOf(join(s3.dir, '..'))).filter((file) => !file.startsWith('s3'))).toEqual(before);
    expect(await filesOf(join(s3.dir, Bucket))).toEqual(['witness']);
  });

  it('sees a file that was changed or added by hand as it is', async () => {
    await put('part-1', 'abc', { ContentType: 'text/plain' });
    await writeFile(join(s3.dir, Bucket, 'part-1'), 'abX');
    // No hand is so quick that both writes bear the same time.
    const later = new Date(Date.now() + 1000);
    await utimes(join(s3.dir, Bucket, 'part-1'), later, later);
    await writeFile(join(s3.dir, Bucket, 'part-2'), 'new');

    expect(await get('part-1')).toMatchObject({
      text: 'abX',
      ContentType: 'text/plain',
      ETag: expect.any(String),
    });
    expect((await list()).Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['part-1', 3],
      ['part-2', 3],
    ]);
  });

  it('puts parts together in order', async () => {
    const Key = 'big/export.ndjson';
    const { UploadId } = await s3.client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/x-ndjson' }),
    );
    const bodies = [
      Buffer.alloc(5 * 1024 * 1024, 'a'),
      Buffer.alloc(5 * 1024 * 1024, 'b'),
      Buffer.from('end'),
    ];
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const [at, Body] of bodies.entries()) {
      const PartNumber = at + 1;
      const { ETag } = await s3.client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ PartNumber, ETag });
    }
    await expect(get(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const listed = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    const complete = (parts: typeof Parts) =>
      s3.client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }),
      );
    await expect(complete([...Parts].reverse())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ PartNumber: 9, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });

    const { ETag } = await complete(Parts);

    expect(listed.Parts?.map(({ Size }) => Size)).toEqual(bodies.map((body) => body.length));
    expect(ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    const whole = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(whole).toMatchObject({ ContentType: 'application/x-ndjson', ETag });
    expect(
      Buffer.compare(Buffer.from((await whole.Body?.transformToByteArray()) ?? []), Buffer.concat(bodies)),
    ).toBe(0);
    await expect(complete(Parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('refuses what it does not know and never takes a sub-resource for the object', async () => {
    await put('tagged', 'body');

    await expect(
      s3.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet: [] } })),
    ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    await expect(
      s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(
      s3.client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      ),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(get('tagged', { VersionId: 'v1' })).rejects.toMatchObject({ name: 'NotImplemented' });
    expect((await get('tagged')).text).toBe('body');
  });

  it('knows no bucket but those it was given', async () => {
    for (const missing of ['missing', '..', 's3-meta', '.'])
      await expect(
        s3.client.send(new PutObjectCommand({ Bucket: missing, Key: 'x', Body: 'x' })),
      ).rejects.toBeDefined();
    expect(await filesOf(s3.dir)).toEqual(['files']);
  });

  it('keeps objects, metadata and uploads over a restart', async () => {
    await put('kept', 'x', { Metadata: { a: '1' } });
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'later' }));
    const again = await anS3({ dir: s3.dir });

    const kept = await again.client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    const parts = await again.client.send(new ListPartsCommand({ Bucket, Key: 'later', UploadId }));
    await again.close();

    expect(kept.Metadata).toEqual({ a: '1' });
    expect(parts.UploadId).toBe(UploadId);
  });
});
