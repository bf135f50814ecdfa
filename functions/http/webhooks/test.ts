import { outgoingQueue } from '#shared/adapters/queue.ts';
import { testWebhook } from '#shared/app/webhooks/ask-for-work.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/test'];
export const operation = testWebhook(outgoingQueue('QUEUE_URL_WEBHOOK_DELIVERIES'));
