import { listWebhooks } from '#shared/app/webhooks/read-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/list'];
export const operation = listWebhooks;
