import { iso } from '#shared/domain/kernel/time.ts';
import type { OrderCard } from '#shared/domain/orders/list.ts';
import { type Order, orderSchema, refundedMinor } from '#shared/domain/orders/order.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys, type Shards, shardOf } from '../keys.ts';
import { withoutReasons } from './left.ts';
import { stripped } from './strip.ts';

/** The list view that lies in the indexes: no line, no tracking number. */
export const orderCardOf = ({ lines, shipments: _, refunds, ...order }: Order): OrderCard => ({
  ...order,
  refundedMinor: refundedMinor({ refunds }),
  lineCount: lines.length,
});

const indexKeys = ({ id, status, customerId, placedAt }: Order, shards: Shards): Item => {
  const placed = `${iso(placedAt)}#${id}`;
  const shard = shardOf(id, shards.all);
  return {
    ...indexKey('gsi1', indexes.ordersByStatus(status, shard), placed),
    ...indexKey('gsi2', indexes.orders(shard), placed),
    ...indexKey('gsi4', indexes.ordersOfCustomer(customerId), placed),
  };
};

/** An order; the cases about it lie beside it as `T#…`. */
export const orderItem: ItemKind<'order'> = {
  type: 'order',
  schemaVersion: 1,
  key: ([id = '']) => keys.order(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  personal: { owner: ({ customerId }) => ({ customerId }), left: { refunds: withoutReasons } },
  toItem: (order, shards) => ({ ...order, card: orderCardOf(order), ...indexKeys(order, shards) }),
  fromItem: (item) => orderSchema.parse(stripped(item)),
};
