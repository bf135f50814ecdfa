import { getWebhook } from '#shared/app/webhooks/read-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/get'];
export const operation = getWebhook;
