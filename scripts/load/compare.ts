import * as z from 'zod';
import { minorOf } from '#shared/domain/kernel/money.ts';
import type { Client } from '../replay/client.ts';

const money = z.object({ amount: z.string(), currency: z.string() });
const page = z.object({
  items: z.array(z.object({ id: z.string(), customerId: z.string(), total: money, refunded: money })),
  nextCursor: z.string().optional(),
});

/** What a system says it has. */
export type Held = {
  readonly orders: number;
  readonly customers: number;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  /** The ids of the customers who have an order. */
  readonly customerIds: readonly string[];
};

/** Goes through the list of a shop's orders, page by page, and adds up what it says. */
export const heldOrders = async (
  client: Pick<Client, 'call'>,
  user: string,
  shopId: string,
): Promise<Held> => {
  const ids = new Set<string>();
  const customers = new Set<string>();
  const sums = { total: 0, refunded: 0 };
  for (let cursor = ''; ; ) {
    const { body } = await client.call(user, 'GET', `/v1/orders?limit=100&shopId=${shopId}${cursor}`);
    const { items, nextCursor } = page.parse(body);
    for (const { id, customerId, total, refunded } of items) {
      ids.add(id);
      customers.add(customerId);
      sums.total += minorOf(total) ?? Number.NaN;
      sums.refunded += minorOf(refunded) ?? Number.NaN;
    }
    if (nextCursor === undefined) break;
    cursor = `&cursor=${nextCursor}`;
  }
  return {
    orders: ids.size,
    customers: customers.size,
    totalMinor: sums.total,
    refundedMinor: sums.refunded,
    customerIds: [...customers],
  };
};

const customer = z.object({ spend: money });

/** What the customers' own records say they spent, added up. */
export const spentBy = async (
  client: Pick<Client, 'call'>,
  user: string,
  ids: readonly string[],
): Promise<number> => {
  let sum = 0;
  for (const id of ids) {
    const { spend } = customer.parse((await client.call(user, 'GET', `/v1/customers/${id}`)).body);
    sum += minorOf(spend) ?? Number.NaN;
  }
  return sum;
};
