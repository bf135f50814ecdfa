import { setTimeout } from 'node:timers/promises';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketNameFromEnv } from '#shared/adapters/s3/bucket.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { tableExports } from '#shared/adapters/snapshots/table-exports.ts';
import { advanceSnapshot } from '#shared/app/snapshots/advance-snapshot.ts';
import { advanceMessage } from '#shared/app/snapshots/message.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';

const edge = httpEdge(allLists);
const queue = once(() => outgoingQueue('QUEUE_URL_SNAPSHOTS'));
const bucket = once(() => bucketNameFromEnv('SNAPSHOTS_BUCKET'));
const objects = once(() => s3Objects(bucket()));
const exports = once(() => tableExports(bucket()));

/** Goes on with a snapshot: has the table exported, reads back what came, signs for it, verifies it. */
export const handler = queueHandler(queues.snapshots, async ({ snapshotId }, { messageId }) => {
  const { store, keyring } = await edge();
  await advanceSnapshot(
    {
      store,
      source: snapshotSource(objects(), keyring.digest),
      objects: objects(),
      exports: exports(),
      messageId,
      now: Date.now,
      wait: (ms) => setTimeout(ms),
      again: (id, delaySeconds) => queue().send([advanceMessage(id, delaySeconds)]),
    },
    snapshotId,
  );
});
