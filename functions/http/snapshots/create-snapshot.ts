import { outgoingQueue } from '#shared/adapters/queue.ts';
import { createSnapshot } from '#shared/app/snapshots/create-snapshot.ts';
import { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { once } from '#shared/runtime/once.ts';

export const route = snapshotRoutes['snapshots/create-snapshot'];
export const operation = createSnapshot(once(() => outgoingQueue('QUEUE_URL_SNAPSHOTS')));
