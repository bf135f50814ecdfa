// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as getOrderRoute from './get-order.ts';
import * as listOfCustomerRoute from './list-of-customer.ts';
import * as listOrdersRoute from './list-orders.ts';
import * as putOrderRoute from './put-order.ts';
import * as receiveRoute from './receive.ts';

export const handler = httpHandler(
  {
    'GET /v1/orders/{id}': bound(getOrderRoute.route, getOrderRoute.operation),
    'GET /v1/customers/{id}/orders': bound(listOfCustomerRoute.route, listOfCustomerRoute.operation),
    'GET /v1/orders': bound(listOrdersRoute.route, listOrdersRoute.operation),
    'PUT /v1/orders/{id}': bound(putOrderRoute.route, putOrderRoute.operation),
    'POST /v1/inbound/orders': bound(receiveRoute.route, receiveRoute.operation),
  },
  httpEdge(allLists),
);
