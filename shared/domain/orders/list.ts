import * as z from 'zod';
import { orderSchema } from './order.ts';

/** What lists show of an order; it lies in the indexes. */
export const orderCardSchema = orderSchema
  .pick({
    id: true,
    version: true,
    externalId: true,
    shopId: true,
    customerId: true,
    placedAt: true,
    status: true,
    currency: true,
    totalMinor: true,
    sourceUpdatedAt: true,
    createdAt: true,
    updatedAt: true,
  })
  .extend({ refundedMinor: z.int().nonnegative(), lineCount: z.int().nonnegative() });
export type OrderCard = Readonly<z.infer<typeof orderCardSchema>>;

/** Filters of the list of orders; spans leave out their own instants. */
export type OrderQuery = {
  /** The records of one person. */
  readonly customerIds?: readonly string[] | undefined;
  readonly status?: OrderCard['status'] | undefined;
  readonly shopId?: string | undefined;
  readonly placedAfter?: number | undefined;
  readonly placedBefore?: number | undefined;
};

/** Whether an order belongs to a list: every part of the query, whatever an index has answered already. */
export const fitsOrderQuery = (
  card: Pick<OrderCard, 'customerId' | 'status' | 'shopId' | 'placedAt'>,
  query: OrderQuery,
): boolean =>
  (query.customerIds === undefined || query.customerIds.includes(card.customerId)) &&
  (query.status === undefined || card.status === query.status) &&
  (query.shopId === undefined || card.shopId === query.shopId) &&
  (query.placedAfter === undefined || card.placedAt > query.placedAfter) &&
  (query.placedBefore === undefined || card.placedAt < query.placedBefore);
