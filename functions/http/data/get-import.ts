import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedLinks } from '#shared/adapters/s3/links.ts';
import { getImport } from '#shared/app/imports/get-import.ts';
import { importRoutes } from '#shared/contracts/imports.ts';
import { once } from '#shared/runtime/once.ts';
import { describeError, logger } from '#shared/runtime/telemetry.ts';

export const route = importRoutes['data/get-import'];
export const operation = getImport(signedLinks(once(() => bucketFromEnv('FILES_BUCKET'))), {
  queue: once(() => outgoingQueue('QUEUE_URL_IMPORTS')),
  unsent: (error) => logger().warn('an import was not sent for', describeError(error)),
});
