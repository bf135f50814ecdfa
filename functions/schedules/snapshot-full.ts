import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { takeScheduled } from '#shared/app/snapshots/take-scheduled.ts';
import { once } from '#shared/runtime/once.ts';
import { runHandler } from '#shared/runtime/run-handler.ts';

const store = once(() => dynamoStore(tableFromEnv(), allLists(tableFromEnv())));
const queue = once(() => outgoingQueue('QUEUE_URL_SNAPSHOTS'));

/** Every day: a snapshot of everything, the first of a new chain. */
export const handler = runHandler(async () => {
  const { bad: _, ...report } = await takeScheduled({ store: store(), queue: queue() }, 'full', Date.now());
  return report;
});
