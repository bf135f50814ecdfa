import { outgoingQueue } from '#shared/adapters/queue.ts';
import { addressRules } from '#shared/adapters/webhooks/rules.ts';
import { updateWebhook } from '#shared/app/webhooks/write-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/update'];
export const operation = updateWebhook(addressRules, outgoingQueue('QUEUE_URL_WEBHOOK_DELIVERIES'));
