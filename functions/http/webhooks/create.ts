import { addressRules } from '#shared/adapters/webhooks/rules.ts';
import { createWebhook } from '#shared/app/webhooks/write-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';

export const route = webhookRoutes['webhooks/create'];
export const operation = createWebhook(addressRules);
