import { putOrder } from '#shared/app/orders/put-order.ts';
import { orderRoutes } from '#shared/contracts/orders.ts';

export const route = orderRoutes['orders/put-order'];
export const operation = putOrder;
