import type { orderRoutes } from '#shared/contracts/orders.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import type { Operation } from '../ports.ts';
import { type Telling, tellingWants, tellOrder } from './upsert.ts';
import { orderView } from './views.ts';

type Route = (typeof orderRoutes)['orders/put-order'];

const tellingOf = ({ params, query, body }: RequestOf<Route>): Telling => ({
  ...body,
  externalId: params.id,
  shopId: query.shopId,
});

/** `PUT /v1/orders/{id}`: 201 for the first account of an order, 200 with its present state for every later one (C11). */
export const putOrder: Operation<Route> = {
  wants: (request, about) => tellingWants(tellingOf(request), about),
  async run(request, context) {
    const { order, isNew, writes } = await tellOrder(tellingOf(request), context);
    return {
      status: isNew ? 201 : 200,
      body: orderView(order, context.caller),
      version: order.version,
      ...(isNew ? { location: `/v1/orders/${order.id}` } : {}),
      writes,
    };
  },
};
