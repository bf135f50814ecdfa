import type { webhookRoutes } from '#shared/contracts/webhooks.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { MAX_REPLAYS, nextState } from '#shared/domain/webhooks/state.ts';
import type { Operation, Outgoing } from '../ports.ts';
import type { WebhookMessage } from './ports.ts';
import { stateOf, stateRef, stateWrites } from './records.ts';
import { webhookOr404 } from './views.ts';

type Routes = typeof webhookRoutes;

/** Has the worker look at a webhook at once. The state has a timer as well: a message that gets lost only makes it later. */
export const askForWork = (hookId: string, queue: Outgoing): Promise<void> => {
  const body: WebhookMessage = { type: 'webhook.work', hookId };
  return queue.send([{ body }]);
};

/** `POST /v1/webhooks/{id}/test`. A test that has not gone out yet is replaced. */
export const testWebhook = (queue: Outgoing): Operation<Routes['webhooks/test']> => ({
  wants: ({ params }) => [stateRef(params.id)],
  run({ params }, context) {
    const hook = webhookOr404(context, params.id);
    const before = stateOf(context.found, hook.id);
    const eventId = context.newId('evt');
    const state = nextState(before, { test: { eventId, at: context.now }, timerAt: context.now });
    return {
      body: { eventId },
      writes: stateWrites(before, state),
      audit: [{ action: 'webhook.tested', object: hook.id }],
      after: () => askForWork(hook.id, queue),
    };
  },
});

/** `POST /v1/webhooks/{id}/replay`. Refuses with `conflict` when too many wait already. */
export const replayWebhook = (queue: Outgoing): Operation<Routes['webhooks/replay']> => ({
  wants: ({ params }) => [stateRef(params.id)],
  run({ params, body }, context) {
    const hook = webhookOr404(context, params.id);
    const before = stateOf(context.found, hook.id);
    if (before.replays.length >= MAX_REPLAYS) throw new Refusal('conflict');
    const { from, to = context.now } = body;
    const replays = [...before.replays, { from, to: Math.max(from, to), tries: 0 }];
    const span = { from: iso(from), to: iso(Math.max(from, to)) };
    return {
      body: span,
      writes: stateWrites(before, nextState(before, { replays, timerAt: context.now })),
      audit: [{ action: 'webhook.replayed', object: hook.id, data: span }],
      after: () => askForWork(hook.id, queue),
    };
  },
});
