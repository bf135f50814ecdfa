import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { upgradePass } from '#shared/adapters/dynamo/restore/upgrade-pass.ts';
import { edgeAndTable } from '#shared/adapters/edge-and-table.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketNameFromEnv } from '#shared/adapters/s3/bucket.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { restoreMessage, upgradeMessage } from '#shared/app/restores/message.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import { runUpgrade } from '#shared/app/restores/run-upgrade.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = edgeAndTable(allLists);
const queue = once(() => outgoingQueue('QUEUE_URL_RESTORES'));
const objects = once(() => s3Objects(bucketNameFromEnv('SNAPSHOTS_BUCKET')));

/** A slice of work; the function's own time is a good deal longer, for a step that is under way. */
const SLICE_MS = 45_000;

/** Puts back what a snapshot holds, and brings older items up to date, slice by slice. */
export const handler = queueHandler(queues.restores, async (message, { messageId }) => {
  const began = performance.now();
  const isOver = () => performance.now() - began > SLICE_MS;
  const { edge: wiring, table } = await edge();
  const { store, keyring } = wiring;
  const common = { messageId, now: Date.now };
  if (message.type === 'upgrade') {
    await runUpgrade(message.anew, {
      ...common,
      store,
      versions: knownVersions(),
      pass: (after) => upgradePass(table, after, isOver),
      again: () => queue().send([upgradeMessage(false)]),
    });
    return;
  }
  await runRestore(message.restoreId, {
    ...common,
    contextOf: () => systemContext(wiring, 'restores', []),
    commit: store.commit,
    table: restoreTable(table, Date.now),
    source: snapshotSource(objects(), keyring.digest),
    objects: objects(),
    knownVersions: knownVersions(),
    isOver,
    again: (id, delaySeconds) => queue().send([restoreMessage(id, delaySeconds)]),
    upgrade: () => queue().send([upgradeMessage(true)]),
  });
});
