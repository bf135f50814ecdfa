import type { WebhookMessage } from './ports.ts';

/** The message for what a timer names: a webhook, or `<webhook>.<stream>`. */
export const dueMessage = (timer: string): WebhookMessage => {
  const [hookId = '', streamId] = timer.split('.');
  return streamId === undefined
    ? { type: 'webhook.work', hookId }
    : { type: 'webhook.stream', hookId, streamId };
};
