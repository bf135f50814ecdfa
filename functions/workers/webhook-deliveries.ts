import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dynamoFacts, dynamoWebhookItems } from '#shared/adapters/dynamo/webhooks.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { webhookPost } from '#shared/adapters/webhooks/post.ts';
import { addressRules } from '#shared/adapters/webhooks/rules.ts';
import { deliverEvent } from '#shared/app/webhooks/deliver-event.ts';
import { turns } from '#shared/app/webhooks/in-turn.ts';
import type { WebhookTools } from '#shared/app/webhooks/ports.ts';
import { runStream } from '#shared/app/webhooks/run-stream.ts';
import { runWork } from '#shared/app/webhooks/run-work.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const NAME = 'webhook-deliveries';
/** Calls are begun for this long; the rest of the timeout is for those under way. */
const BUDGET_MS = 60_000;

const edge = httpEdge(allLists);
const world = once(() => {
  // Without data keys: whatever people wrote in a case stays sealed here.
  const table = tableFromEnv();
  return {
    facts: dynamoFacts(table),
    items: dynamoWebhookItems(table),
    post: webhookPost(addressRules()),
    queue: outgoingQueue('QUEUE_URL_WEBHOOK_DELIVERIES'),
  };
});
const inTurn = turns();

/** Tells webhooks of what happened, in the order of each case, customer and order; goes on with what has to wait. */
export const handler = queueHandler(queues[NAME], async (message, { messageId }) => {
  const wiring = await edge();
  const tools: WebhookTools = {
    ...world(),
    open: (refs) => systemContext(wiring, NAME, refs),
    commit: wiring.store.commit,
    clock: () => Date.now(),
    owner: messageId,
    until: Date.now() + BUDGET_MS,
  };
  const { type } = message;
  if (type === 'webhook.stream') {
    const { hookId, streamId } = message;
    await inTurn(hookId, () => runStream({ hookId, streamId }, tools));
  } else if (type === 'webhook.work') {
    const { hookId } = message;
    await inTurn(hookId, () => runWork(hookId, tools));
  } else await deliverEvent(message, tools, inTurn);
});
