import type { ExportQueue } from '#shared/app/exports/ports.ts';
import { workerOf } from '#shared/domain/exports/values.ts';
import { outgoingQueue } from '../queue.ts';

/** The queues of those who make files; a message names the export and nothing else. */
export const exportQueue = (): ExportQueue => {
  const queues = {
    exports: outgoingQueue('QUEUE_URL_EXPORTS'),
    documents: outgoingQueue('QUEUE_URL_DOCUMENTS'),
  };
  return { send: (made) => queues[workerOf(made)].send([{ body: { exportId: made.id } }]) };
};
