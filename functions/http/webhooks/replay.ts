import { outgoingQueue } from '#shared/adapters/queue.ts';
import { replayWebhook } from '#shared/app/webhooks/ask-for-work.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/replay'];
export const operation = replayWebhook(outgoingQueue('QUEUE_URL_WEBHOOK_DELIVERIES'));
