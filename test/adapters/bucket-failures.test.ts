import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { lockedObjects } from '#shared/adapters/audit/locked-objects.ts';
import type { Bucket } from '#shared/adapters/s3/bucket.ts';
import { signedMarks, signedTexts } from '#shared/adapters/s3/texts.ts';
import { isTransient } from '#shared/runtime/http/problem.ts';

type Answer = (response: ServerResponse) => void;
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A bucket that answers one after the other in these ways, and in the last one from then on. */
const aBucket = async (...answers: readonly Answer[]) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method ?? '');
    (answers[asked.length - 1] ?? answers.at(-1))?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const signing = { accessKeyId: 'local', secretAccessKey: 'local', region: 'eu-central-1' };
  const bucket = (): Bucket => ({ ...signing, address: `http://127.0.0.1:${port}/bucket` });
  return { asked, bucket };
};

const cut: Answer = (response) => void response.destroy();
const whole: Answer = (response) => void response.end('{"a":1}');
const half: Answer = (response) => {
  response.writeHead(200, { 'content-length': 7 });
  response.write('{"a"', () => response.destroy());
};
const busy: Answer = (response) => void response.writeHead(503).end();
const readers = [
  ['a text', (bucket: () => Bucket) => signedTexts(bucket).text('manifest.json')],
  ['a checksum', (bucket: () => Bucket) => signedMarks(bucket)('part.json.gz')],
  ['a sealed record', (bucket: () => Bucket) => lockedObjects(bucket).locked('digest.json')],
] as const;

describe.concurrent.each(readers)(
  'a bucket that is asked for %s by a function somebody waits for',
  (_, read) => {
    it.each([
      ['broke before the answer', cut],
      ['broke in the middle of the object', half],
      ['said that the bucket is busy', busy],
    ])('is asked again when the connection %s', async (_how, way) => {
      const { asked, bucket } = await aBucket(way, whole);

      expect(await read(bucket)).toBeDefined();
      expect(asked).toEqual(['GET', 'GET']);
    });

    it.each([
      ['breaks', cut],
      ['says that it is busy', busy],
    ])(
      'is given up after four tries, and whoever waits is told to come back, when each try %s',
      async (_how, way) => {
        const { asked, bucket } = await aBucket(way);

        const failure: unknown = await Promise.resolve(read(bucket)).catch((error: unknown) => error);

        expect(isTransient(failure)).toBe(true);
        expect(asked).toHaveLength(4);
      },
    );
  },
);

describe('a bucket that refuses', () => {
  it('is not asked again, and is no reason to come back', async () => {
    const { asked, bucket } = await aBucket((response) => void response.writeHead(403).end());

    const failure: unknown = await signedTexts(bucket)
      .text('manifest.json')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: 'AccessDenied' });
    expect(isTransient(failure)).toBe(false);
    expect(asked).toEqual(['GET']);
  });
});
