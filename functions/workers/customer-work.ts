import { exportList } from '#shared/adapters/dynamo/lists/exports.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { exportQueue } from '#shared/adapters/exports/queue.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { awsMailer } from '#shared/adapters/mailer.ts';
import { doCustomerWork } from '#shared/app/customer-work/do-customer-work.ts';
import { recountWorth } from '#shared/app/customers/review-customer.ts';
import { ref } from '#shared/app/records.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = httpEdge(allLists);
const mailer = once(awsMailer);
const exports = once(() => ({ list: exportList(tableFromEnv()), queue: exportQueue() }));

/** Goes on with what is due for a customer: an erasure, a grade, a look at the data. */
export const handler = queueHandler(
  queues['customer-work'],
  async ({ customerId, recount }, { messageId }) => {
    const wiring = await edge();
    const { commit } = wiring.store;
    const contextOf = () => systemContext(wiring, 'customer-work', [ref('customer', customerId)]);
    if (recount) await recountWorth(customerId, contextOf, { commit });
    await doCustomerWork(customerId, contextOf, { commit, mailer, exports: exports(), messageId });
  },
);
