import * as z from 'zod';
import type { OrderFacts } from '../customers/value-tally.ts';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';
import { shopIdSchema } from '../settings/shop.ts';
import { orderStatusSchema } from './values.ts';

const minor = z.int().nonnegative();

export const orderLineSchema = z.object({
  sku: z.string(),
  name: z.string(),
  quantity: z.int().positive(),
  /** Of one piece. */
  priceMinor: minor,
});

export const shipmentSchema = z.object({
  carrier: z.string(),
  trackingNumber: z.string(),
  /** In the words of the carrier. */
  status: z.string().optional(),
  shippedAt: instantSchema.optional(),
  deliveredAt: instantSchema.optional(),
});
export type Shipment = Readonly<z.infer<typeof shipmentSchema>>;

export const refundSchema = z.object({
  amountMinor: minor,
  at: instantSchema,
  reason: z.string().optional(),
  /** Which goods came back, where it was for goods. */
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })).optional(),
});

/**
 * An order as the shop's system told it last (C11): a copy, never decided here. It names its customer and holds nothing else about a
 * person. All amounts are minor units of its one currency.
 */
export const orderSchema = z.object({
  id: idSchema('ord'),
  version: z.int().positive(),
  /** The shop's own order number, as written there. */
  externalId: z.string().min(1),
  shopId: shopIdSchema,
  customerId: idSchema('cus'),
  placedAt: instantSchema,
  status: orderStatusSchema,
  currency: z.string(),
  totalMinor: minor,
  lines: z.array(orderLineSchema),
  shipments: z.array(shipmentSchema),
  refunds: z.array(refundSchema),
  /** When the shop's system changed it: of two accounts of one order the later one counts, whatever comes first. */
  sourceUpdatedAt: instantSchema,
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Order = Readonly<z.infer<typeof orderSchema>>;

/** Parcels without the numbers that lead to a door. */
export const untraced = (shipments: readonly Shipment[]): Shipment[] =>
  shipments.map((shipment) => ({ ...shipment, trackingNumber: '' }));
export const isUntraced = ({ shipments }: Pick<Order, 'shipments'>): boolean =>
  shipments.every(({ trackingNumber }) => trackingNumber === '');

/** What was given back so far, in minor units. */
export const refundedMinor = ({ refunds }: Pick<Order, 'refunds'>): number =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What an order is worth to its customer's record: enough to add it, and to take it away again. */
export const factsOf = (order: Order): OrderFacts => ({
  orderId: order.id,
  placedAt: order.placedAt,
  status: order.status,
  netMinor: order.totalMinor - refundedMinor(order),
  currency: order.currency,
});
