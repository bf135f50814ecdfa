import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { takeScheduled } from '#shared/app/snapshots/take-scheduled.ts';
import { gaugedHandler } from '#shared/runtime/gauged-handler.ts';
import { once } from '#shared/runtime/once.ts';
import { logger } from '#shared/runtime/telemetry.ts';

const store = once(() => dynamoStore(tableFromEnv(), allLists(tableFromEnv())));
const queue = once(() => outgoingQueue('QUEUE_URL_SNAPSHOTS'));

/**
 * Every hour: a snapshot of what was changed since the last one. A run that finds a bad snapshot fails after all its work is done: that is
 * what the alarm of this function watches.
 */
export const handler = gaugedHandler('SnapshotAgeHours', async (gauge) => {
  const { bad, ...report } = await takeScheduled(
    { store: store(), queue: queue() },
    'incremental',
    Date.now(),
  );
  gauge(report.ageHours);
  if (bad.length > 0) {
    logger().error('a snapshot is bad', { ...report, bad: [...bad] });
    throw Object.assign(new Error('a snapshot is bad'), { name: 'SnapshotBad' });
  }
  return report;
});
