import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { signedLinks } from '#shared/adapters/s3/links.ts';
import { createImport } from '#shared/app/imports/create-import.ts';
import { importRoutes } from '#shared/contracts/imports.ts';
import { once } from '#shared/runtime/once.ts';

export const route = importRoutes['data/create-import'];
export const operation = createImport(signedLinks(once(() => bucketFromEnv('FILES_BUCKET'))));
