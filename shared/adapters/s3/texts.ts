import { createHash } from 'node:crypto';
import type { Objects } from '#shared/app/objects.ts';
import type { Marks } from '#shared/app/restores/changed-files.ts';
import type { Bucket } from './bucket.ts';
import { bucketRefused, bucketSilent } from './failures.ts';
import { signedHeaders } from './sign.ts';

const TRIES = 4;
/** All tries of one object stay inside the time of a function that answers a request; several objects in a row, each of which needs several, may not. */
const PATIENCE_MS = 3_000;

type Read<T> = (response: Response) => Promise<T>;
type Reply<T> = { readonly status: number; readonly value?: T };

const once = async <T>(bucket: Bucket, key: string, read: Read<T>): Promise<Reply<T>> => {
  const url = new URL(`${bucket.address}/${key}`);
  const signed = signedHeaders({ method: 'GET', url, headers: {}, body: '' }, bucket, new Date());
  const { host: _, ...headers } = signed;
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  const { status } = response;
  if (status === 200) return { status, value: await read(response) };
  await response.body?.cancel();
  return { status };
};

/**
 * What `read` makes of an object; `undefined` when there is none. What failed on the way, in the middle of the object too, or on the bucket's own side
 * is asked for again.
 */
const fetched = async <T>(bucketOf: () => Bucket, key: string, read: Read<T>): Promise<T | undefined> => {
  for (let tries = 1; ; tries++) {
    const isLast = tries >= TRIES;
    const reply = await once(bucketOf(), key, read).catch((error: unknown) => {
      if (isLast) throw bucketSilent(error);
      return undefined;
    });
    if (reply?.status === 200) return reply.value;
    if (reply?.status === 404) return undefined;
    if (reply && (reply.status < 500 || isLast))
      throw bucketRefused(reply.status, reply.status === 403 ? 'AccessDenied' : 'BucketError');
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
