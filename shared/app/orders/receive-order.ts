import type { orderRoutes } from '#shared/contracts/orders.ts';
import type { Operation } from '../ports.ts';
import { tellingWants, tellOrder } from './upsert.ts';

/** `POST /v1/inbound/orders`: what a shop's system sends, taken as the order's `PUT` is. The edge has checked who signed it. */
export const receiveOrder: Operation<(typeof orderRoutes)['orders/receive']> = {
  wants: ({ body }, about) => tellingWants(body, about),
  async run({ body }, context) {
    const { order, writes } = await tellOrder(body, context);
    return { body: { id: order.id }, writes };
  },
};
