import * as z from 'zod';

/** How far an order has come (`api.md`, The main requests). */
export const orderStatusSchema = z.enum(['placed', 'paid', 'shipped', 'delivered', 'cancelled', 'returned']);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

/** Limits of one order. What has more lines is split by the shop; an item of the table holds 400 KB, and its transaction's others need room. */
export const MAX_LINES = 500;
export const MAX_SHIPMENTS = 50;
export const MAX_REFUNDS = 100;
export const MAX_ORDER_BYTES = 300 * 1024;
