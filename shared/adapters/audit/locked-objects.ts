import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { SealedTrail } from '#shared/app/audit/trail.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { type Signing, signedHeaders } from './sign.ts';

const env = z.object({
  AUDIT_BUCKET: z.string().min(1),
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  AWS_ENDPOINT_URL_S3: z.url().optional(),
});

/** Where the bucket is, and in whose name it is asked. */
export type Bucket = Signing & { readonly address: string };

/** The audit bucket that the environment names, with the credentials of the function's role. */
export const auditBucketFromEnv = (): Bucket => {
  const told = readEnv(env);
  const { AWS_REGION: region, AUDIT_BUCKET: name } = told;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const address =
    told.AWS_ENDPOINT_URL_S3 === undefined
      ? `https://${name}.s3.${region}.${domain}`
      : `${told.AWS_ENDPOINT_URL_S3.replace(/\/+$/, '')}/${name}`;
  return {
    address,
    region,
    accessKeyId: told.AWS_ACCESS_KEY_ID,
    secretAccessKey: told.AWS_SECRET_ACCESS_KEY,
    sessionToken: told.AWS_SESSION_TOKEN,
  };
};

const TRIES = 4;
/** An object of a busy hour has half a megabyte. */
const PATIENCE_MS = 10_000;
const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));

type Reply = { readonly status: number; readonly text: string };

const failed = (status: number): Error =>
  Object.assign(new Error(`the audit bucket answers ${status}`), { name: 'AuditBucketError' });

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
      if (tries >= TRIES) throw error;
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
