// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as createRestoreRoute from './create-restore.ts';
import * as createSnapshotRoute from './create-snapshot.ts';
import * as getRestoreRoute from './get-restore.ts';
import * as getSnapshotRoute from './get-snapshot.ts';
import * as listRestoresRoute from './list-restores.ts';
import * as listSnapshotsRoute from './list-snapshots.ts';
import * as verifySnapshotRoute from './verify-snapshot.ts';

export const handler = httpHandler(
  {
    'POST /v1/restores': bound(createRestoreRoute.route, createRestoreRoute.operation),
    'POST /v1/snapshots': bound(createSnapshotRoute.route, createSnapshotRoute.operation),
    'GET /v1/restores/{id}': bound(getRestoreRoute.route, getRestoreRoute.operation),
    'GET /v1/snapshots/{id}': bound(getSnapshotRoute.route, getSnapshotRoute.operation),
    'GET /v1/restores': bound(listRestoresRoute.route, listRestoresRoute.operation),
    'GET /v1/snapshots': bound(listSnapshotsRoute.route, listSnapshotsRoute.operation),
    'POST /v1/snapshots/{id}/verify': bound(verifySnapshotRoute.route, verifySnapshotRoute.operation),
  },
  httpEdge(allLists),
);
