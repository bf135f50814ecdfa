import { getOrder } from '#shared/app/orders/get-order.ts';
import { orderRoutes } from '#shared/contracts/orders.ts';

export const route = orderRoutes['orders/get-order'];
export const operation = getOrder;
