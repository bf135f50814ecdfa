// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as createRoute from './create.ts';
import * as deleteRoute from './delete.ts';
import * as getRoute from './get.ts';
import * as listRoute from './list.ts';
import * as listChangesRoute from './list-changes.ts';
import * as listDeliveriesRoute from './list-deliveries.ts';
import * as replayRoute from './replay.ts';
import * as rotateSecretRoute from './rotate-secret.ts';
import * as testRoute from './test.ts';
import * as updateRoute from './update.ts';

export const handler = httpHandler(
  {
    'POST /v1/webhooks': bound(createRoute.route, createRoute.operation),
    'DELETE /v1/webhooks/{id}': bound(deleteRoute.route, deleteRoute.operation),
    'GET /v1/webhooks/{id}': bound(getRoute.route, getRoute.operation),
    'GET /v1/webhooks': bound(listRoute.route, listRoute.operation),
    'GET /v1/changes': bound(listChangesRoute.route, listChangesRoute.operation),
    'GET /v1/webhooks/{id}/deliveries': bound(listDeliveriesRoute.route, listDeliveriesRoute.operation),
    'POST /v1/webhooks/{id}/replay': bound(replayRoute.route, replayRoute.operation),
    'POST /v1/webhooks/{id}/secret': bound(rotateSecretRoute.route, rotateSecretRoute.operation),
    'POST /v1/webhooks/{id}/test': bound(testRoute.route, testRoute.operation),
    'PATCH /v1/webhooks/{id}': bound(updateRoute.route, updateRoute.operation),
  },
  httpEdge(allLists),
);
