import type { orderRoutes } from '#shared/contracts/orders.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { moneyText } from '#shared/domain/kernel/money.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { OrderCard } from '#shared/domain/orders/list.ts';
import { maskTracking } from '#shared/domain/orders/mask.ts';
import { type Order, refundedMinor, type Shipment } from '#shared/domain/orders/order.ts';
import type { Caller } from '../ports.ts';

type Routes = typeof orderRoutes;
export type OrderView = ResponseOf<Routes['orders/put-order']>;
export type OrderSummary = ResponseOf<Routes['orders/list-orders']>['items'][number];

/** Whether tracking numbers are shown whole: to the customer, and to roles that may reveal where somebody lives. */
const seesWhole = ({ type, reveal }: Pick<Caller, 'type' | 'reveal'>): boolean =>
  type === 'customer' || reveal.has('address');

const shipmentView = ({ shippedAt, deliveredAt, ...shipment }: Shipment, whole: boolean) => ({
  ...shipment,
  trackingNumber: whole ? shipment.trackingNumber : maskTracking(shipment.trackingNumber),
  ...(shippedAt === undefined ? {} : { shippedAt: iso(shippedAt) }),
  ...(deliveredAt === undefined ? {} : { deliveredAt: iso(deliveredAt) }),
});

/** An order as this caller may see it. */
export const orderView = (order: Order, caller: Pick<Caller, 'type' | 'reveal'>): OrderView => {
  const money = (minor: number) => moneyText({ minor, currency: order.currency });
  const whole = seesWhole(caller);
  return {
    id: order.id,
    version: order.version,
    externalId: order.externalId,
    shopId: order.shopId,
    customerId: order.customerId,
    placedAt: iso(order.placedAt),
    status: order.status,
    total: money(order.totalMinor),
    refunded: money(refundedMinor(order)),
    lines: order.lines.map(({ priceMinor, ...line }) => ({ ...line, price: money(priceMinor) })),
    shipments: order.shipments.map((shipment) => shipmentView(shipment, whole)),
    refunds: order.refunds.map(({ amountMinor, at, reason, ...refund }) => ({
      ...refund,
      amount: money(amountMinor),
      at: iso(at),
      ...(reason === undefined ? {} : { reason: whole ? reason : maskText(reason) }),
    })),
    sourceUpdatedAt: iso(order.sourceUpdatedAt),
    createdAt: iso(order.createdAt),
    updatedAt: iso(order.updatedAt),
  };
};

/** An order in a list. */
export const orderSummary = ({
  totalMinor,
  currency,
  refundedMinor: refunded,
  ...card
}: OrderCard): OrderSummary => ({
  ...card,
  placedAt: iso(card.placedAt),
  total: moneyText({ minor: totalMinor, currency }),
  refunded: moneyText({ minor: refunded, currency }),
  sourceUpdatedAt: iso(card.sourceUpdatedAt),
  createdAt: iso(card.createdAt),
  updatedAt: iso(card.updatedAt),
});
