import { isDeepStrictEqual } from 'node:util';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { type Tally, tallyOf } from '#shared/domain/customers/value-tally.ts';
import { factsOf } from '#shared/domain/orders/order.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import { itemKindOf } from '../items/index.ts';
import { indexes } from '../keys.ts';
import { eachOf, rawItems } from '../restore/raw.ts';
import type { Table } from '../table.ts';

/** Of whom has more orders, they are not counted again by the review either. */
const MOST_ORDERS = 10_000;
const AT_ONCE = 8;

/** What of a customer's item says whose orders they have, and what they add up to; nothing of it is sealed. */
type Worthy = Pick<Customer, 'id' | 'status' | 'value' | 'privacy'>;

/**
 * The ids of the customers among these items whose worth is not what their orders say. One whose tally says itself that it is not exact is
 * not told of: the next review counts it.
 */
export const unlikeTheirOrders = async (
  table: Table,
  items: readonly Stored[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  const customers = items.filter(({ t, status }) => t === 'customer' && status === 'active');
  await eachOf(customers as unknown as readonly Worthy[], AT_ONCE, async (customer) => {
    const { id, value, privacy } = customer;
    if (value === undefined || value.tally.inexact) return;
    const ids = [id, ...(privacy?.merged ?? []).map(({ customerId }) => customerId)];
    const orders = await ordersOf(table, ids);
    if (orders.length > MOST_ORDERS) return;
    const kind = itemKindOf('order');
    const counted = tallyOf(orders.map((order) => factsOf(kind.fromItem({ ...order }))));
    if (!isDeepStrictEqual(figuresOf(counted), figuresOf(value.tally))) found.push(id);
  });
  return found;
};

/** What is compared: how the oldest purchases are folded depends on the order in which they came. */
const figuresOf = ({ purchases, cancelled, returned, sums }: Tally) => ({
  purchases,
  cancelled,
  returned,
  sums: Object.fromEntries(
    Object.entries(sums).filter(([, { orders, minor }]) => orders !== 0 || minor !== 0),
  ),
});

const ordersOf = async (table: Table, customerIds: readonly string[]): Promise<readonly Stored[]> => {
  const listed: ItemKey[] = [];
  for (const id of customerIds) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await table.documents.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'gsi4',
          KeyConditionExpression: 'g4pk = :pk',
          ExpressionAttributeValues: { ':pk': indexes.ordersOfCustomer(id) },
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      for (const { pk, sk } of page.Items ?? []) listed.push({ pk: String(pk), sk: String(sk) });
      start = page.LastEvaluatedKey;
    } while (start && listed.length <= MOST_ORDERS);
  }
  return [...(await rawItems(table, listed)).values()];
};
