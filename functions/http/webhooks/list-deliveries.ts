import { listDeliveries } from '#shared/app/webhooks/read-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/list-deliveries'];
export const operation = listDeliveries;
