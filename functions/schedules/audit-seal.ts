import { trailFromEnv } from '#shared/adapters/audit/trail-from-env.ts';
import { watchTrail } from '#shared/app/audit/watch-trail.ts';
import { runHandler } from '#shared/runtime/run-handler.ts';
import { logger } from '#shared/runtime/telemetry.ts';

/**
 * Every hour: seals the audit trail and compares it with its seals. A run that finds something, or does not keep up, fails after all its
 * work is done: that is what the alarm of this function watches.
 */
export const handler = runHandler(async () => {
  const began = Date.now();
  const { isWell, problems, ...report } = await watchTrail(
    await trailFromEnv(),
    began,
    () => Date.now() - began,
  );
  if (!isWell) {
    logger().error('the audit trail is not well', { ...report, problems: [...problems] });
    throw Object.assign(new Error('the audit trail is not well'), { name: 'AuditTrailNotWell' });
  }
  return report;
});
