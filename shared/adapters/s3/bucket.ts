import * as z from 'zod';
import { readEnv } from '#shared/runtime/env.ts';
import type { Signing } from './sign.ts';

/** Where a bucket is, and in whose name it is asked. */
export type Bucket = Signing & { readonly address: string };

/** Variables that name a bucket: told to the functions that may touch it. */
export type BucketVariable = 'AUDIT_BUCKET' | 'FILES_BUCKET' | 'SNAPSHOTS_BUCKET';

const env = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  AWS_ENDPOINT_URL_S3: z.url().optional(),
});

/** The name of the bucket that the environment tells. */
export const bucketNameFromEnv = (variable: BucketVariable): string =>
  readEnv(z.object({ [variable]: z.string().min(1) }))[variable] as string;

/** The bucket that the environment names, with the credentials of the function's role. */
export const bucketFromEnv = (variable: BucketVariable): Bucket => {
  const told = readEnv(env);
  const name = bucketNameFromEnv(variable);
  const { AWS_REGION: region } = told;
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
