import { loadConfig } from '#shared/adapters/dynamo/config.ts';
import { dynamoWalks } from '#shared/adapters/dynamo/customer-walk.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { reviewAll, reviewMessage } from '#shared/app/customers/review-all.ts';
import { sweep } from '#shared/app/sweep/sweep.ts';
import { retentionMark } from '#shared/domain/customers/retention.ts';
import { rulesOf } from '#shared/domain/customers/value.ts';
import { once } from '#shared/runtime/once.ts';
import { runHandler } from '#shared/runtime/run-handler.ts';

const table = once(tableFromEnv);
const queue = once(() => outgoingQueue('QUEUE_URL_CUSTOMER_WORK'));

const sendDue = (now: number) =>
  sweep(
    dynamoTimers(table(), 'customer'),
    now,
    (due) =>
      queue().send(due.map(({ id, timerAt }) => ({ body: { type: 'review', customerId: id, timerAt } }))),
    () => Date.now() - now,
  );

/** When the settings have changed that customers are graded or kept by, all of them are looked at again, as far as the time of a run goes. */
const sendAll = async (now: number) => {
  const { settings } = await loadConfig(table(), 0);
  return reviewAll(
    dynamoWalks(table()),
    rulesOf(settings) + retentionMark(settings.privacy.retention),
    (ids) => queue().send(ids.map((id) => reviewMessage(id, now))),
    () => Date.now() - now,
  );
};

/** Customers who have something due go to the queue; the worker decides from the record itself. */
export const handler = runHandler(async () => {
  const due = await sendDue(Date.now());
  const all = await sendAll(Date.now());
  return { ...due, due: due.due + all.sent, complete: due.complete && all.complete };
});
