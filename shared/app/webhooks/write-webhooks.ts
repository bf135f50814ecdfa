import type { webhookRoutes } from '#shared/contracts/webhooks.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { enabled, newState, nextState } from '#shared/domain/webhooks/state.ts';
import { type AddressRules, urlProblem } from '#shared/domain/webhooks/url.ts';
import {
  eventsSince,
  MAX_WEBHOOKS,
  patchWebhook,
  rotated,
  sealedAbout,
  secretText,
  type Webhook,
} from '#shared/domain/webhooks/webhook.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation, Outgoing } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { askForWork } from './ask-for-work.ts';
import { stateOf, stateRef, stateWrites } from './records.ts';
import { webhookOr404, webhookView } from './views.ts';

type Routes = typeof webhookRoutes;
type Rules = () => AddressRules;

const checkUrl = (url: string | undefined, rules: Rules): void => {
  const problem = url === undefined ? undefined : urlProblem(url, rules());
  if (problem !== undefined) throw refuseField('url', problem);
};

const checkShop = (shopId: string | null | undefined, { config }: Context): void => {
  if (typeof shopId === 'string' && !config.shops.has(shopId))
    throw refuseField('shopId', `there is no such ${shopId}`, 'unknown_reference');
};

/** `POST /v1/webhooks`: the only answer that shows the first secret. Refuses with `conflict` one too many. */
export const createWebhook = (rules: Rules): Operation<Routes['webhooks/create']> => ({
  run({ body }, context) {
    checkUrl(body.url, rules);
    checkShop(body.shopId, context);
    if (context.config.webhooks.length >= MAX_WEBHOOKS) throw new Refusal('conflict');
    const { now } = context;
    const id = context.newId('hook');
    const secret = secretText(context.random(32));
    const hook: Webhook = {
      id,
      version: 1,
      url: body.url,
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.shopId === undefined ? {} : { shopId: body.shopId }),
      events: eventsSince(body.events, {}, now),
      status: 'active',
      secrets: [{ sealed: context.seal(sealedAbout(id), secret), addedAt: now }],
      createdAt: now,
      updatedAt: now,
    };
    return {
      body: { ...webhookView(hook, newState(id), now), secret },
      version: hook.version,
      location: `/v1/webhooks/${id}`,
      writes: configWrites(context, create('webhook', hook)),
    };
  },
});

/**
 * `PATCH /v1/webhooks/{id}`. With `status: active` one that was paused or disabled goes on where it stopped; another address begins with a clean slate.
 */
export const updateWebhook = (rules: Rules, queue: Outgoing): Operation<Routes['webhooks/update']> => ({
  wants: ({ params }) => [stateRef(params.id)],
  run({ params, body, ifMatch }, context) {
    const before = webhookOr404(context, params.id);
    checkVersion(before, ifMatch);
    checkUrl(body.url, rules);
    checkShop(body.shopId, context);
    const hook = patchWebhook(before, body, context.now);
    const state = stateOf(context.found, hook.id);
    const starts = body.status === 'active' && (before.status !== 'active' || state.disabled !== undefined);
    const next = starts
      ? enabled(state, context.now)
      : hook.url !== before.url && state.failing
        ? nextState(state, { failing: undefined })
        : state;
    return {
      body: webhookView(hook, next, context.now),
      version: hook.version,
      writes: [...configWrites(context, update('webhook', before, hook)), ...stateWrites(state, next)],
      ...(starts ? { after: () => askForWork(hook.id, queue) } : {}),
    };
  },
});

/** `DELETE /v1/webhooks/{id}`. What waits for it is taken away as it comes due, or, where it has no timer, by its expiry. */
export const deleteWebhook: Operation<Routes['webhooks/delete']> = {
  run({ params, ifMatch }, context) {
    const hook = webhookOr404(context, params.id);
    checkVersion(hook, ifMatch);
    const removal = { op: 'remove', ref: ref('webhook', hook.id), version: hook.version } as const;
    return { writes: [...configWrites(context, removal), { op: 'remove', ref: stateRef(hook.id) }] };
  },
};

/** `POST /v1/webhooks/{id}/secret`. */
export const rotateSecret: Operation<Routes['webhooks/rotate-secret']> = {
  wants: ({ params }) => [stateRef(params.id)],
  run({ params }, context) {
    const before = webhookOr404(context, params.id);
    const secret = secretText(context.random(32));
    const hook = rotated(before, context.seal(sealedAbout(before.id), secret), context.now);
    return {
      body: { ...webhookView(hook, stateOf(context.found, hook.id), context.now), secret },
      version: hook.version,
      writes: configWrites(context, update('webhook', before, hook)),
    };
  },
};
