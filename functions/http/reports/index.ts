// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as slaAttainmentRoute from './sla-attainment.ts';
import * as slaMissesRoute from './sla-misses.ts';

export const handler = httpHandler(
  {
    'GET /v1/reports/sla-attainment': bound(slaAttainmentRoute.route, slaAttainmentRoute.operation),
    'GET /v1/reports/sla-misses': bound(slaMissesRoute.route, slaMissesRoute.operation),
  },
  httpEdge(allLists),
);
