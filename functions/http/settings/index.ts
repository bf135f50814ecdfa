// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as createShopRoute from './create-shop.ts';
import * as getSettingsRoute from './get-settings.ts';
import * as getShopRoute from './get-shop.ts';
import * as listShopsRoute from './list-shops.ts';
import * as updateSettingsRoute from './update-settings.ts';

export const handler = httpHandler(
  {
    'POST /v1/shops': bound(createShopRoute.route, createShopRoute.operation),
    'GET /v1/settings': bound(getSettingsRoute.route, getSettingsRoute.operation),
    'GET /v1/shops/{id}': bound(getShopRoute.route, getShopRoute.operation),
    'GET /v1/shops': bound(listShopsRoute.route, listShopsRoute.operation),
    'PATCH /v1/settings': bound(updateSettingsRoute.route, updateSettingsRoute.operation),
  },
  httpEdge(allLists),
);
