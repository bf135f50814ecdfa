import { iso } from '#shared/domain/kernel/time.ts';
import { type Attempt, deliveryOf, type SentEvent, verdictOf } from '#shared/domain/webhooks/delivery.ts';
import { gone, nextState, type WebhookState } from '#shared/domain/webhooks/state.ts';
import { TEST_EVENT } from '#shared/domain/webhooks/values.ts';
import { put } from '../records.ts';
import { openSecrets } from './records.ts';
import type { Work } from './work.ts';

/** The event that a test sends: nothing has happened. */
export const testEvent = (hookId: string, { eventId, at }: NonNullable<WebhookState['test']>): SentEvent => ({
  id: eventId,
  type: TEST_EVENT,
  timestamp: iso(at),
  data: { webhookId: hookId },
});

/** Sends a test, once, whether the webhook is active or not: whoever asked for it looks at what came of it. */
export const sendTest = async (work: Work, test: NonNullable<WebhookState['test']>): Promise<void> => {
  const { hook, context, tools } = work;
  const at = tools.clock();
  const event = testEvent(hook.id, test);
  const secrets = openSecrets(hook, { unseal: context.unseal, now: at });
  const attempt: Attempt = await tools.post({ url: hook.url, event, at, secrets });
  const verdict = verdictOf(attempt);
  const status = verdict === 'taken' ? 'delivered' : 'failed';
  const delivery = deliveryOf(hook.id, event, { status, attempts: [attempt] }, tools.clock());
  await work.settle((state) => ({
    state: nextState(verdict === 'gone' ? gone(state, tools.clock()) : state, {
      test: state.test?.eventId === test.eventId ? undefined : state.test,
    }),
    writes: [put('webhookDelivery', delivery)],
  }));
};
