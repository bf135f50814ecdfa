import { rotateSecret } from '#shared/app/webhooks/write-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/rotate-secret'];
export const operation = rotateSecret;
