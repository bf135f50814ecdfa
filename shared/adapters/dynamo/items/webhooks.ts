import { iso } from '#shared/domain/kernel/time.ts';
import { webhookDeliverySchema } from '#shared/domain/webhooks/delivery.ts';
import { webhookStateSchema } from '#shared/domain/webhooks/state.ts';
import { timerOf, webhookStreamSchema } from '#shared/domain/webhooks/stream.ts';
import { webhookSchema } from '#shared/domain/webhooks/webhook.ts';
import type { ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys, shardOf } from '../keys.ts';
import { stripped } from './strip.ts';

const ttlOf = (expiresAt: number): number => Math.ceil(expiresAt / 1000);

/** What an administrator sets, in a small partition that every environment keeps in memory. */
export const webhookItem: ItemKind<'webhook'> = {
  type: 'webhook',
  schemaVersion: 1,
  key: ([id = '']) => keys.config('webhook', id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (webhook) => ({ ...webhook }),
  fromItem: (item) => webhookSchema.parse(stripped(item)),
};

export const webhookStateItem: ItemKind<'webhookState'> = {
  type: 'webhookState',
  schemaVersion: 1,
  key: ([hookId = '']) => keys.webhookState(hookId),
  idOf: ({ hookId }) => [hookId],
  versionOf: ({ version }) => version,
  toItem: (state, shards) => ({
    ...state,
    ...indexKey(
      'gsi5',
      state.timerAt === undefined
        ? undefined
        : indexes.timers('webhook', shardOf(state.hookId, shards.timers)),
      `${iso(state.timerAt ?? 0)}#${state.hookId}`,
    ),
  }),
  fromItem: (item) => webhookStateSchema.parse(stripped(item)),
};

/** Streams that have something due lie among the timers, those that are parked in a partition of their webhook's own. */
export const webhookStreamItem: ItemKind<'webhookStream'> = {
  type: 'webhookStream',
  schemaVersion: 1,
  key: ([hookId = '', id = '']) => keys.webhookStream(hookId, id),
  idOf: ({ hookId, id }) => [hookId, id],
  versionOf: ({ version }) => version,
  toItem: (stream, shards) => {
    const timerAt = timerOf(stream);
    const name = `${stream.hookId}.${stream.id}`;
    const timers =
      timerAt === undefined ? undefined : indexes.timers('webhook', shardOf(name, shards.timers));
    return {
      ...stream,
      ttl: ttlOf(stream.expiresAt),
      ...(stream.parked
        ? indexKey('gsi5', indexes.parkedStreams(stream.hookId), stream.id)
        : indexKey('gsi5', timers, `${iso(timerAt ?? 0)}#${name}`)),
    };
  },
  fromItem: (item) => webhookStreamSchema.parse(stripped(item)),
};

export const webhookDeliveryItem: ItemKind<'webhookDelivery'> = {
  type: 'webhookDelivery',
  schemaVersion: 1,
  key: ([hookId = '', eventId = '']) => keys.webhookDelivery(hookId, eventId),
  idOf: ({ hookId, eventId }) => [hookId, eventId],
  toItem: (delivery) => ({ ...delivery, ttl: ttlOf(delivery.expiresAt) }),
  fromItem: (item) => webhookDeliverySchema.parse(stripped(item)),
};
