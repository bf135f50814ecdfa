import { createHash } from 'node:crypto';
import type { Objects } from '#shared/app/objects.ts';
import type { Marks } from '#shared/app/restores/changed-files.ts';
import type { Bucket } from './bucket.ts';
import { signedHeaders } from './sign.ts';

const TRIES = 4;
const PATIENCE_MS = 5_000;

const refused = (status: number): Error =>
  Object.assign(new Error(`the bucket answers ${status}`), {
    name: status === 403 ? 'AccessDenied' : 'BucketError',
  });

/** What `read` makes of an object; `undefined` when there is none. An answer that is an error of the bucket is asked for again. */
const fetched = async <T>(
  bucketOf: () => Bucket,
  key: string,
  read: (response: Response) => Promise<T>,
): Promise<T | undefined> => {
  for (let tries = 1; ; tries++) {
    const bucket = bucketOf();
    const url = new URL(`${bucket.address}/${key}`);
    const signed = signedHeaders({ method: 'GET', url, headers: {}, body: '' }, bucket, new Date());
    const { host: _, ...headers } = signed;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status === 200) return read(response);
    if (response.status === 404) return undefined;
    if (response.status < 500 || tries >= TRIES) throw refused(response.status);
    await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
  }
};

/** Reads small objects as text, without the SDK: for functions that answer requests. */
export const signedTexts = (bucketOf: () => Bucket): Pick<Objects, 'text'> => ({
  text: (key) => fetched(bucketOf, key, (response) => response.text()),
});

/** Size and checksum of objects, without the SDK and without keeping them. */
export const signedMarks =
  (bucketOf: () => Bucket): Marks =>
  (key) =>
    fetched(bucketOf, key, async ({ body }) => {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of body ?? []) {
        hash.update(chunk);
        bytes += chunk.byteLength;
      }
      return { bytes, sha256: hash.digest('hex') };
    });
