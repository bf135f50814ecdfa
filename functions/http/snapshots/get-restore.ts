import { outgoingQueue } from '#shared/adapters/queue.ts';
import { getRestore } from '#shared/app/restores/read-restores.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';
import { once } from '#shared/runtime/once.ts';

export const route = restoreRoutes['snapshots/get-restore'];
export const operation = getRestore(once(() => outgoingQueue('QUEUE_URL_RESTORES')));
