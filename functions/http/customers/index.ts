// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as archiveCustomerRoute from './archive-customer.ts';
import * as createCustomerRoute from './create-customer.ts';
import * as getCustomerRoute from './get-customer.ts';
import * as listCustomersRoute from './list-customers.ts';
import * as updateCustomerRoute from './update-customer.ts';

export const handler = httpHandler(
  {
    'DELETE /v1/customers/{id}': bound(archiveCustomerRoute.route, archiveCustomerRoute.operation),
    'POST /v1/customers': bound(createCustomerRoute.route, createCustomerRoute.operation),
    'GET /v1/customers/{id}': bound(getCustomerRoute.route, getCustomerRoute.operation),
    'GET /v1/customers': bound(listCustomersRoute.route, listCustomersRoute.operation),
    'PATCH /v1/customers/{id}': bound(updateCustomerRoute.route, updateCustomerRoute.operation),
  },
  httpEdge(allLists),
);
