import { outgoingQueue } from '#shared/adapters/queue.ts';
import { requestVerification } from '#shared/app/snapshots/request-verification.ts';
import { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { once } from '#shared/runtime/once.ts';

export const route = snapshotRoutes['snapshots/verify-snapshot'];
export const operation = requestVerification(once(() => outgoingQueue('QUEUE_URL_SNAPSHOTS')));
