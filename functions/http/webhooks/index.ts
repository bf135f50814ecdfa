// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as listChangesRoute from './list-changes.ts';

export const handler = httpHandler(
  {
    'GET /v1/changes': bound(listChangesRoute.route, listChangesRoute.operation),
  },
  httpEdge(allLists),
);
