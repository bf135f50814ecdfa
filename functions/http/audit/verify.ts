import { lockedObjects } from '#shared/adapters/audit/locked-objects.ts';
import { sealedTrail } from '#shared/adapters/audit/sealed-trail.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { bucketFromEnv } from '#shared/adapters/s3/bucket.ts';
import { verifyAudit } from '#shared/app/audit/verify.ts';
import { auditRoutes } from '#shared/contracts/audit.ts';
import { once } from '#shared/runtime/once.ts';

const table = once(tableFromEnv);
const objects = lockedObjects(once(() => bucketFromEnv('AUDIT_BUCKET')));

export const route = auditRoutes['audit/verify'];
export const operation = verifyAudit((digest) => sealedTrail(table(), digest, objects), Date.now);
