import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { sweep } from '#shared/app/sweep/sweep.ts';
import { dueMessage } from '#shared/app/webhooks/due-message.ts';
import { once } from '#shared/runtime/once.ts';
import { runHandler } from '#shared/runtime/run-handler.ts';

const timers = once(() => dynamoTimers(tableFromEnv(), 'webhook'));
const queue = once(() => outgoingQueue('QUEUE_URL_WEBHOOK_DELIVERIES'));

/** Every few minutes: each webhook and each of its streams that has something due goes to the queue; the worker decides from the records. */
export const handler = runHandler(async () => {
  const now = Date.now();
  return sweep(
    timers(),
    now,
    (due) => queue().send(due.map(({ id }) => ({ body: dueMessage(id) }))),
    () => Date.now() - now,
  );
});
