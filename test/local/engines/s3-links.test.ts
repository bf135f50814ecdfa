import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anS3, type S3, s3Client } from './support/s3.ts';

describe('signed links of the S3 engine', () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await anS3();
    await s3.client.send(
      new PutObjectCommand({ Bucket: 'files', Key: 'a/客 服.csv', Body: 'x;y', ContentType: 'text/csv' }),
    );
  });
  afterAll(() => s3.close());

  const KEY = 'a/客 服.csv';

  it('lets whoever holds a link read the object', async () => {
    const answer = await fetch(await s3.link(KEY));

    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      'x;y',
      'text/csv',
    ]);
  });

  it('names the download as the link says', async () => {
    const disposition = "attachment; filename*=UTF-8''%E5%AE%A2.csv";
    const query = { 'response-content-disposition': disposition, 'response-content-type': 'text/plain' };

    const { headers } = await fetch(await s3.link(KEY, { query }));

    expect([headers.get('content-disposition'), headers.get('content-type')]).toEqual([
      disposition,
      'text/plain',
    ]);
  });

  it('ends a link at its expiry on the virtual clock, not before', async () => {
    const url = await s3.link(KEY, { expiresIn: 300 });
    s3.clock.advance(299_999);
    expect((await fetch(url)).status).toBe(200);
    s3.clock.advance(1);

    const late = await fetch(url);

    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });

  it.each([
    ['another key', (url: URL) => url.pathname.replace('a/', 'b/'), {}],
    ['another expiry', (url: URL) => url.pathname, { 'X-Amz-Expires': '3600' }],
    ['another date', (url: URL) => url.pathname, { 'X-Amz-Date': '20260302T090001Z' }],
    ['an added parameter', (url: URL) => url.pathname, { 'response-content-type': 'text/html' }],
    ['another signature', (url: URL) => url.pathname, { 'X-Amz-Signature': '0'.repeat(64) }],
  ])('refuses a link with %s', async (_, path, more) => {
    const url = new URL(await s3.link(KEY));
    url.pathname = path(url);
    for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);

    expect((await fetch(url)).status).toBe(403);
  });

  it('refuses a link used for another method', async () => {
    const answer = await fetch(await s3.link(KEY), { method: 'PUT', body: 'overwritten' });

    expect(answer.status).toBe(403);
    expect(await (await fetch(await s3.link(KEY))).text()).toBe('x;y');
  });

  it('takes an upload of the signed length and type, and refuses another', async () => {
    const headers = { 'content-length': '5', 'content-type': 'text/csv' };
    const url = await s3.link('upload.csv', { method: 'PUT', headers });
    const upload = (body: string, type: string) =>
      fetch(url, { method: 'PUT', body, headers: { 'content-type': type } });

    expect((await upload('123456', 'text/csv')).status).toBe(403);
    expect((await upload('12345', 'text/html')).status).toBe(403);
    expect((await upload('12345', 'text/csv')).status).toBe(200);
    expect(await (await fetch(await s3.link('upload.csv'))).text()).toBe('12345');
  });

  it('refuses requests without a signature, of an unknown key and with a wrong secret', async () => {
    expect((await fetch(`${s3.url}/files/a`)).status).toBe(403);
    const get = (keys: { accessKeyId: string; secretAccessKey: string }) => {
      const client = s3Client(s3.url, keys);
      return client.send(new GetObjectCommand({ Bucket: 'files', Key: KEY })).finally(() => client.destroy());
    };

    await expect(get({ accessKeyId: 'stranger', secretAccessKey: 'secret' })).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    await expect(get({ accessKeyId: 'test', secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  it.each([
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost.evil.example', null],
    ['https://evil.example', null],
  ])('answers a page from %s with the allowed origin %s', async (origin, allowed) => {
    const url = await s3.link(KEY);

    const question = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    });
    const answer = await fetch(url, { headers: { origin } });

    expect(question.status).toBe(allowed === null ? 403 : 200);
    expect(question.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});
