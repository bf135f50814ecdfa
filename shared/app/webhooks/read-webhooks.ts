import type { webhookRoutes } from '#shared/contracts/webhooks.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { stateOf, stateRef } from './records.ts';
import { deliveryView, webhookOr404, webhookView } from './views.ts';

type Routes = typeof webhookRoutes;

/** `GET /v1/webhooks`, in the order in which they were made. */
export const listWebhooks: Operation<Routes['webhooks/list']> = {
  async run({ query }, context) {
    const slice = sliceOf(context.config.webhooks, ({ id }) => id, pageAsk('webhooks', query, context));
    const found = await context.reader.get(slice.items.map(({ id }) => stateRef(id)));
    const view = (hook: (typeof slice.items)[number]) =>
      webhookView(hook, stateOf(found, hook.id), context.now);
    return { body: pageOf('webhooks', query, slice, view, context) };
  },
};

/** `GET /v1/webhooks/{id}`. */
export const getWebhook: Operation<Routes['webhooks/get']> = {
  wants: ({ params }) => [stateRef(params.id)],
  run({ params }, context) {
    const hook = webhookOr404(context, params.id);
    return {
      body: webhookView(hook, stateOf(context.found, hook.id), context.now),
      version: hook.version,
    };
  },
};

/** `GET /v1/webhooks/{id}/deliveries`, newest event first. A page may be shorter than asked for while there is more. */
export const listDeliveries: Operation<Routes['webhooks/list-deliveries']> = {
  async run({ params, query }, context) {
    const hook = webhookOr404(context, params.id);
    const list = `webhooks/${hook.id}/deliveries`;
    const slice = await context.lists.webhookDeliveries(hook.id, query.status, pageAsk(list, query, context));
    return { body: pageOf(list, query, slice, deliveryView, context) };
  },
};
