import { deleteWebhook } from '#shared/app/webhooks/write-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/delete'];
export const operation = deleteWebhook;
