import { moneyText } from '#shared/domain/kernel/money.ts';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Client } from '../replay/client.ts';
import { type Book, type BookOrder, refundedMinor, totalMinor } from './book.ts';
import type { BookMapping } from './mapping.ts';

/** What a book is loaded with. */
export type Load = {
  readonly client: Pick<Client, 'call'>;
  /** Whose token is used: somebody who may write orders. */
  readonly user: string;
  readonly shopId: string;
  readonly parallel: number;
  readonly tell?: (done: number, at: Instant) => void;
};

export type Loaded = {
  readonly orders: number;
  readonly made: number;
  readonly customers: number;
  readonly totalMinor: number;
  readonly refundedMinor: number;
};

/** The body of the order's `PUT`. An order changes whenever something comes back, so its last return is when it was last updated. */
const bodyOf = (order: BookOrder, currency: string): unknown => {
  const money = (minor: number) => moneyText({ minor, currency });
  const [total, refunded] = [totalMinor(order), refundedMinor(order)];
  return {
    customer: { externalId: order.customer },
    placedAt: iso(order.placedAt),
    status: total > 0 && refunded === total ? 'returned' : 'delivered',
    total: money(total),
    lines: order.lines.map(({ sku, name, quantity, priceMinor }) => ({
      sku,
      name,
      quantity,
      price: money(priceMinor),
    })),
    refunds: order.refunds.map(({ document, at, amountMinor, lines }) => ({
      amount: money(amountMinor),
      at: iso(at),
      reason: document,
      lines,
    })),
    sourceUpdatedAt: iso(Math.max(order.placedAt, ...order.refunds.map(({ at }) => at))),
  };
};

/** Runs the work on every item, at most `parallel` at a time; the first failure ends it. */
const eachOf = async <T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
};

/**
 * Tells every order of a book to a running system. An order that is there in the same state stays as it is, so a load that was cut off is
 * simply run again. A customer's orders follow one another: they all change one record.
 */
export const loadBook = async (
  { orders }: Book,
  { currency }: BookMapping,
  { client, user, shopId, parallel, tell }: Load,
): Promise<Loaded> => {
  let [done, made] = [0, 0];
  const byCustomer = [...Map.groupBy(orders, ({ customer }) => customer).values()];
  await eachOf(byCustomer, parallel, async (own) => {
    for (const order of own) {
      const path = `/v1/orders/${encodeURIComponent(order.number)}?shopId=${shopId}`;
      const { status } = await client.call(user, 'PUT', path, { body: bodyOf(order, currency) });
      made += status === 201 ? 1 : 0;
      tell?.(++done, order.placedAt);
    }
  });
  const sum = (of: (order: BookOrder) => number) => orders.reduce((all, order) => all + of(order), 0);
  return {
    orders: orders.length,
    made,
    customers: byCustomer.length,
    totalMinor: sum(totalMinor),
    refundedMinor: sum(refundedMinor),
  };
};
