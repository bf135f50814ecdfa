import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedMarks, signedTexts } from '#shared/adapters/s3/texts.ts';
import { manifestSource } from '#shared/adapters/snapshots/manifests.ts';
import { createRestore } from '#shared/app/restores/create-restore.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';
import { once } from '#shared/runtime/once.ts';

const bucket = once(() => bucketFromEnv('SNAPSHOTS_BUCKET'));
const texts = signedTexts(bucket);

export const route = restoreRoutes['snapshots/create-restore'];
export const operation = createRestore(
  once(() => outgoingQueue('QUEUE_URL_RESTORES')),
  { source: (digest) => manifestSource(texts, digest), marks: signedMarks(bucket), knownVersions },
);
