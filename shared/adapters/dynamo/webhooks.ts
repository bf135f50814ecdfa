import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { outgoing } from '#shared/app/events/outgoing.ts';
import type { Fact, Facts, WebhookItems } from '#shared/app/webhooks/ports.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { isTicketStream } from '#shared/domain/webhooks/values.ts';
import type { Item } from './item-kind.ts';
import { indexes, keys, padded } from './keys.ts';
import { queryPage, recordOf } from './read.ts';
import type { Table } from './table.ts';

const FACTS_AT_ONCE = 50;
const STREAMS_AT_ONCE = 100;
const DELIVERIES_AT_ONCE = 50;

/** What an import or a restore wrote carries its mark on the item. */
const factOf = (item: Item): readonly Fact[] => {
  const event = recordOf('event', item);
  if (!event) return [];
  const { id, type, timestamp, data } = outgoing(event);
  return [
    {
      id,
      type,
      timestamp,
      data,
      isHistory: item['imported'] !== undefined || item['restoredBy'] !== undefined,
    },
  ];
};

/** Facts as they lie in their cases. The table given has no data keys: what people wrote stays sealed. */
export const dynamoFacts = (table: Table): Facts => ({
  async after(ticketId, seq) {
    const { items } = await queryPage(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.ticketPartition(ticketId),
        ':from': `E#${padded(seq + 1)}`,
        ':to': 'E#~',
      },
      ConsistentRead: true,
      Limit: FACTS_AT_ONCE,
    });
    return items.flatMap(factOf);
  },

  async shopOf(streamId) {
    if (streamId.startsWith('cus_')) return undefined;
    const key = isTicketStream(streamId) ? keys.ticket(streamId) : keys.order(streamId);
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.name, Key: { ...key }, ProjectionExpression: 'shopId' }),
    );
    return typeof Item?.['shopId'] === 'string' ? Item['shopId'] : undefined;
  },
});

const idAt = (at: number, fill: number): string => `evt_${ulid(at, new Uint8Array(10).fill(fill))}`;

export const dynamoWebhookItems = (table: Table): WebhookItems => ({
  async parked(hookId, after) {
    const { items } = await queryPage(table, {
      IndexName: 'gsi5',
      KeyConditionExpression: 'g5pk = :pk AND g5sk > :after',
      ExpressionAttributeValues: { ':pk': indexes.parkedStreams(hookId), ':after': after ?? ' ' },
      Limit: STREAMS_AT_ONCE,
    });
    return items.map((item) => String(item['g5sk']));
  },

  async deliveries(hookId, { from, to, after }) {
    const { items } = await queryPage(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.webhookState(hookId).pk,
        // A key that another one begins with comes before it.
        ':from':
          after === undefined
            ? keys.webhookDelivery(hookId, idAt(from, 0)).sk
            : `${keys.webhookDelivery(hookId, after).sk}.`,
        ':to': keys.webhookDelivery(hookId, idAt(to, 255)).sk,
      },
      ConsistentRead: true,
      Limit: DELIVERIES_AT_ONCE,
    });
    return items.flatMap((item) => recordOf('webhookDelivery', item) ?? []);
  },
});
