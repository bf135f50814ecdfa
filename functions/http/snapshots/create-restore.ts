import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedTexts } from '#shared/adapters/s3/texts.ts';
import { manifestSource } from '#shared/adapters/snapshots/manifests.ts';
import { createRestore } from '#shared/app/restores/create-restore.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';
import { once } from '#shared/runtime/once.ts';

const texts = signedTexts(once(() => bucketFromEnv('SNAPSHOTS_BUCKET')));

export const route = restoreRoutes['snapshots/create-restore'];
export const operation = createRestore(
  once(() => outgoingQueue('QUEUE_URL_RESTORES')),
  { source: (digest) => manifestSource(texts, digest), knownVersions },
);
