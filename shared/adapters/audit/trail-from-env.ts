import * as z from 'zod';
import type { SealedTrail } from '#shared/app/audit/trail.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { once } from '#shared/runtime/once.ts';
import { secretsIn } from '#shared/runtime/secrets.ts';
import { tableFromEnv } from '../dynamo/table.ts';
import { readSecret } from '../root-secret.ts';
import { bucketFromEnv } from '../s3/bucket.ts';
import { lockedObjects } from './locked-objects.ts';
import { sealedTrail } from './sealed-trail.ts';

/** The trail of the table and the bucket that the environment names. */
export const trailFromEnv = async (): Promise<SealedTrail> => {
  const { SECRET_ARN } = readEnv(z.object({ SECRET_ARN: z.string().min(1) }));
  const { digest } = keyringOf(secretsIn(await readSecret(SECRET_ARN)));
  return sealedTrail(tableFromEnv(), digest, lockedObjects(once(() => bucketFromEnv('AUDIT_BUCKET'))));
};
