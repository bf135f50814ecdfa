import { exportQueue } from '#shared/adapters/exports/queue.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedLinks } from '#shared/adapters/s3/links.ts';
import { getExport } from '#shared/app/exports/read-exports.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { once } from '#shared/runtime/once.ts';

const links = once(() => signedLinks(once(() => bucketFromEnv('FILES_BUCKET'))));

export const route = exportRoutes['data/get-export'];
export const operation = getExport(links, once(exportQueue));
