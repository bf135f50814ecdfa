// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as listEventsRoute from './list-events.ts';
import * as verifyRoute from './verify.ts';

export const handler = httpHandler(
  {
    'GET /v1/audit-events': bound(listEventsRoute.route, listEventsRoute.operation),
    'POST /v1/audit-events/verify': bound(verifyRoute.route, verifyRoute.operation),
  },
  httpEdge(allLists),
);
