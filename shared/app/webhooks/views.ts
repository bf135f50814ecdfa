import type { ResponseOf } from '#shared/contracts/route.ts';
import type { webhookRoutes } from '#shared/contracts/webhooks.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { WebhookDelivery } from '#shared/domain/webhooks/delivery.ts';
import type { WebhookState } from '#shared/domain/webhooks/state.ts';
import { liveSecrets, typesOf, type Webhook } from '#shared/domain/webhooks/webhook.ts';
import type { Context } from '../ports.ts';

type Routes = typeof webhookRoutes;
type WebhookView = ResponseOf<Routes['webhooks/get']>;
type DeliveryView = ResponseOf<Routes['webhooks/list-deliveries']>['items'][number];

/** The webhook of that id. Refuses with `not_found`. */
export const webhookOr404 = ({ config }: Pick<Context, 'config'>, id: string): Webhook => {
  const hook = config.webhooks.find((one) => one.id === id);
  if (!hook) throw new Refusal('not_found');
  return hook;
};

const statusOf = (hook: Webhook, { disabled }: WebhookState): WebhookView['status'] =>
  hook.status === 'active' && disabled ? 'disabled' : hook.status;

/** A webhook with how it goes, never with its secret. */
export const webhookView = (hook: Webhook, state: WebhookState, now: Instant): WebhookView => {
  const { failing, disabled } = state;
  const old = liveSecrets(hook, now).flatMap(({ until }) => until ?? []);
  return {
    id: hook.id,
    version: hook.version,
    url: hook.url,
    ...(hook.name === undefined ? {} : { name: hook.name }),
    ...(hook.shopId === undefined ? {} : { shopId: hook.shopId }),
    events: typesOf(hook),
    status: statusOf(hook, state),
    ...(disabled ? { disabled: { at: iso(disabled.at), because: disabled.because } } : {}),
    ...(failing ? { failingSince: iso(failing.since) } : {}),
    ...(old.length > 0 ? { oldSecretUntil: iso(Math.max(...old)) } : {}),
    createdAt: iso(hook.createdAt),
    updatedAt: iso(hook.updatedAt),
  };
};

/** One delivery under an id of its own, made of the event's. */
export const deliveryView = (delivery: WebhookDelivery): DeliveryView => {
  const { ticketId, seq } = delivery.data;
  return {
    id: delivery.eventId.replace(/^evt_/, 'dlv_'),
    eventId: delivery.eventId,
    type: delivery.type,
    ...(typeof ticketId === 'string' ? { ticketId } : {}),
    ...(typeof seq === 'number' ? { seq } : {}),
    status: delivery.status,
    attempts: delivery.attempts.map(({ at, responseStatus, error, durationMs }) => ({
      at: iso(at),
      ...(responseStatus === undefined ? {} : { responseStatus }),
      ...(error === undefined ? {} : { error }),
      durationMs,
    })),
    ...(delivery.nextTryAt === undefined ? {} : { nextTryAt: iso(delivery.nextTryAt) }),
  };
};
