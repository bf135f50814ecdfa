import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockedObjects } from '#shared/adapters/audit/locked-objects.ts';
import { signedHeaders } from '#shared/adapters/s3/sign.ts';
import { aTrail, type Trail } from './support/a-trail.ts';

const example = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const friday = new Date('2013-05-24T00:00:00Z');
const signatureOf = (headers: Record<string, string>): string | undefined =>
  headers['authorization']?.split('Signature=')[1];

describe('A signed request', () => {
  it('to get an object has the signature of the example in the documentation of S3', () => {
    const headers = signedHeaders(
      {
        method: 'GET',
        url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
        headers: { range: 'bytes=0-9' },
        body: '',
      },
      example,
      friday,
    );

    expect(signatureOf(headers)).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });

  it('to put an object has that of the other example, with a name that has to be escaped', () => {
    const headers = signedHeaders(
      {
        method: 'PUT',
        url: new URL('https://examplebucket.s3.amazonaws.com/test$file.text'),
        headers: {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        },
        body: 'Welcome to Amazon S3.',
      },
      example,
      friday,
    );

    expect(signatureOf(headers)).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  });

  it('carries the token of a role, signed like the rest', () => {
    const request = {
      method: 'GET',
      url: new URL('https://b.s3.amazonaws.com/a'),
      headers: {},
      body: '',
    } as const;
    const headers = signedHeaders(request, { ...example, sessionToken: 'token' }, friday);

    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers['authorization']).toContain('x-amz-security-token');
  });
});

describe('Locked objects', () => {
  let trail: Trail;
  beforeAll(async () => {
    trail = await aTrail();
  });
  afterAll(() => trail.close());

  it('keep what was put first, whoever comes later', async () => {
    const { lock, locked } = trail.objects;

    expect(await locked('seals/00/2026-03-02T09.json')).toBeUndefined();
    expect(await lock('seals/00/2026-03-02T09.json', { n: 1, 名: '李' })).toEqual({ n: 1, 名: '李' });
    expect(await lock('seals/00/2026-03-02T09.json', { n: 2 })).toEqual({ n: 1, 名: '李' });
    expect(await locked('seals/00/2026-03-02T09.json')).toEqual({ n: 1, 名: '李' });
  });

  it('let one of two who put at once win, and tell both of it', async () => {
    const both = await Promise.all([1, 2].map((n) => trail.objects.lock('digests/2026-03-02.json', { n })));

    expect(both[0]).toEqual(both[1]);
  });

  it('fail loudly for who may not read them, and without a bucket', async () => {
    const stranger = lockedObjects(() => ({ ...trail.bucket, secretAccessKey: 'guessed' }));
    const nowhere = lockedObjects(() => ({ ...trail.bucket, address: 'http://127.0.0.1:1/files' }));

    await expect(stranger.locked('digests/2026-03-02.json')).rejects.toMatchObject({
      name: 'AuditBucketError',
    });
    await expect(nowhere.lock('digests/2026-03-02.json', {})).rejects.toThrow();
  });
});
