import type { Lists } from '#shared/app/lists.ts';
import type { WebhookDelivery } from '#shared/domain/webhooks/delivery.ts';
import { keys } from '../keys.ts';
import { queryPage, recordOf } from '../read.ts';
import type { Table } from '../table.ts';

/** So many queries make one page at most, however much a filter passes over; then the page is shorter. */
const MOST_ROUNDS = 8;

/** The deliveries of a webhook, newest event first: the id of an event begins with its instant. */
export const webhookLists = (table: Table): Pick<Lists, 'webhookDeliveries'> => ({
  async webhookDeliveries(hookId, status, { limit, after }) {
    const { pk } = keys.webhookState(hookId);
    const items: WebhookDelivery[] = [];
    let start: Record<string, unknown> | undefined = after && { pk, sk: after.sort };
    let rounds = 0;
    do {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': 'D#', ...(status ? { ':status': status } : {}) },
        ...(status
          ? { FilterExpression: '#status = :status', ExpressionAttributeNames: { '#status': 'status' } }
          : {}),
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit - items.length,
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      items.push(...page.items.flatMap((item) => recordOf('webhookDelivery', item) ?? []));
      start = page.last;
    } while (start && items.length < limit && ++rounds < MOST_ROUNDS);
    return { items, next: start ? { sort: String(start['sk']), id: '' } : undefined };
  },
});
