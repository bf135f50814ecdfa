import { listOrders } from '#shared/app/orders/list-orders.ts';
import { orderRoutes } from '#shared/contracts/orders.ts';

export const route = orderRoutes['orders/list-orders'];
export const operation = listOrders;
