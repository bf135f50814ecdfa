import type { Lists, PageAsk, Position, Slice } from '#shared/app/lists.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import {
  fitsOrderQuery,
  type OrderCard,
  type OrderQuery,
  orderCardSchema,
} from '#shared/domain/orders/list.ts';
import { everyShard, indexes, keys } from '../keys.ts';
import { getItems, queryFirst } from '../read.ts';
import type { Table } from '../table.ts';
import { type ByCreation, type Entry, pageByCreation } from './by-creation.ts';

/** At most so many index pages are read for one page of orders; then the page is shorter. */
const MOST_ROUNDS = 8;

/** Lists of orders, the last placed first, and the cases about one. */
export const orderLists = (table: Table): Pick<Lists, 'orders' | 'ticketsOfOrder'> => ({
  orders: (query, page) => listed(table, query, page),
  ticketsOfOrder: async (orderId, most) => {
    const items = await queryFirst(table, most, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': keys.order(orderId).pk, ':prefix': 'T#' },
      ConsistentRead: true,
      ScanIndexForward: false,
    });
    return items.map((item) => String(item['sk']).slice(2));
  },
});

/** The index that serves a query: a customer's orders, those of one status, or all. */
export const orderIndex = (
  { shards: counts }: Pick<Table, 'shards'>,
  { customerIds, status, placedAfter, placedBefore }: OrderQuery,
): ByCreation => {
  const range = { createdAfter: placedAfter, createdBefore: placedBefore };
  if (customerIds !== undefined)
    return { index: 'gsi4', partitions: customerIds.map(indexes.ordersOfCustomer), ...range };
  const shards = everyShard(counts.all);
  return status === undefined
    ? { index: 'gsi2', partitions: shards.map(indexes.orders), ...range }
    : { index: 'gsi1', partitions: shards.map((shard) => indexes.ordersByStatus(status, shard)), ...range };
};

/** The owner's index names orders only: what is shown of them is read from the table. */
const cardsOf = async (table: Table, entries: readonly Entry[]): Promise<Map<string, OrderCard>> => {
  const bare = entries.filter(({ item }) => item['card'] === undefined).map(({ id }) => keys.order(id));
  const heads = bare.length === 0 ? [] : (await getItems(table, bare, false)).values();
  const cards = new Map<string, OrderCard>();
  for (const { card } of [...entries.map(({ item }) => item), ...heads]) {
    if (card === undefined) continue;
    const read = orderCardSchema.parse(card);
    // For a moment an index shows an order as it was and as it is.
    if ((cards.get(read.id)?.version ?? 0) < read.version) cards.set(read.id, read);
  }
  return cards;
};

const positionOf = ({ placedAt, id }: OrderCard): Position => ({ sort: iso(placedAt), id });

/** Index pages are read until the page is full, the list is at its end, or enough was read for one request. */
const listed = async (table: Table, query: OrderQuery, page: PageAsk): Promise<Slice<OrderCard>> => {
  const index = orderIndex(table, query);
  const items: OrderCard[] = [];
  let next = page.after;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const got = await pageByCreation(table, index, { limit: page.limit, after: next });
    const cards = await cardsOf(table, got.entries);
    const fitting = got.entries.flatMap(({ id, sort }) => {
      const card = cards.get(id);
      // Where the time of an order has just changed, its former place no longer counts: so nothing comes twice.
      return card && iso(card.placedAt) === sort && fitsOrderQuery(card, query) ? [card] : [];
    });
    const room = page.limit - items.length;
    items.push(...fitting.slice(0, room));
    const last = items.at(-1);
    if (fitting.length > room && last !== undefined) return { items, next: positionOf(last) };
    next = got.next;
    if (next === undefined || items.length === page.limit) break;
  }
  return { items, next };
};
