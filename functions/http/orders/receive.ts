import { receiveOrder } from '#shared/app/orders/receive-order.ts';
import { orderRoutes } from '#shared/contracts/orders.ts';

export const route = orderRoutes['orders/receive'];
export const operation = receiveOrder;
