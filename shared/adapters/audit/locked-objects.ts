import { createHash } from 'node:crypto';
import type { SealedTrail } from '#shared/app/audit/trail.ts';
import type { Bucket } from '../s3/bucket.ts';
import { bucketRefused, bucketSilent } from '../s3/failures.ts';
import { signedHeaders } from '../s3/sign.ts';

const TRIES = 4;
/** An object of a busy hour has half a megabyte. */
const PATIENCE_MS = 10_000;
const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));

type Reply = { readonly status: number; readonly text: string };

const failed = (status: number): Error => bucketRefused(status, 'AuditBucketError');

const once = async (bucket: Bucket, method: 'GET' | 'PUT', name: string, body: string): Promise<Reply> => {
  const url = new URL(`${bucket.address}/${name}`);
  const headers: Record<string, string> =
    method === 'GET'
      ? {}
      : {
          'content-type': 'application/json',
          'if-none-match': '*',
          // A bucket with object lock takes nothing without a checksum.
          'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
        };
  const { host: _, ...signed } = signedHeaders({ method, url, headers, body }, bucket, new Date());
  const response = await fetch(url, {
    method,
    headers: signed,
    ...(method === 'PUT' ? { body } : {}),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: response.status, text: await response.text() };
};

/** Repeats what failed on the way or on the other side, and what met another write of the same object. */
const ask = async (bucket: Bucket, method: 'GET' | 'PUT', name: string, body = ''): Promise<Reply> => {
  for (let tries = 1; ; tries++) {
    try {
      const reply = await once(bucket, method, name, body);
      const isPassing = reply.status >= 500 || [409, 429].includes(reply.status);
      if (!isPassing || tries >= TRIES) return reply;
    } catch (error) {
      if (tries >= TRIES) throw bucketSilent(error);
    }
    await pause(tries);
  }
};

/** Objects of the audit bucket as JSON. Its object lock keeps every version; what was written first stays the current one. */
export const lockedObjects = (bucketOf: () => Bucket): Pick<SealedTrail, 'locked' | 'lock'> => {
  const locked = async (name: string): Promise<unknown> => {
    const { status, text } = await ask(bucketOf(), 'GET', name);
    if (status === 404) return undefined;
    if (status !== 200) throw failed(status);
    return parsed(text);
  };
  return {
    locked,
    async lock(name, value) {
      const { status } = await ask(bucketOf(), 'PUT', name, JSON.stringify(value));
      if (status === 200) return value;
      if (status === 412) return locked(name);
      throw failed(status);
    },
  };
};

/** What is no JSON any more was not written here. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
