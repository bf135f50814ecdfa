import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedLinks } from '#shared/adapters/s3/links.ts';
import { getImport } from '#shared/app/imports/get-import.ts';
import { importRoutes } from '#shared/contracts/imports.ts';
import { once } from '#shared/runtime/once.ts';

export const route = importRoutes['data/get-import'];
export const operation = getImport(
  signedLinks(once(() => bucketFromEnv('FILES_BUCKET'))),
  once(() => outgoingQueue('QUEUE_URL_IMPORTS')),
);
