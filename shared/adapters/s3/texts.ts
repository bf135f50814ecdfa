import type { Objects } from '#shared/app/objects.ts';
import type { Bucket } from './bucket.ts';
import { signedHeaders } from './sign.ts';

const TRIES = 4;
const PATIENCE_MS = 5_000;

const refused = (status: number): Error =>
  Object.assign(new Error(`the bucket answers ${status}`), {
    name: status === 403 ? 'AccessDenied' : 'BucketError',
  });

/** Reads small objects as text, without the SDK: for functions that answer requests. What fails on the way is asked for again. */
export const signedTexts = (bucketOf: () => Bucket): Pick<Objects, 'text'> => ({
  async text(key) {
    for (let tries = 1; ; tries++) {
      const bucket = bucketOf();
      const url = new URL(`${bucket.address}/${key}`);
      const signed = signedHeaders({ method: 'GET', url, headers: {}, body: '' }, bucket, new Date());
      const { host: _, ...headers } = signed;
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
      if (response.status === 200) return response.text();
      if (response.status === 404) return undefined;
      if (response.status < 500 || tries >= TRIES) throw refused(response.status);
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
    }
  },
});
