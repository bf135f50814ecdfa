// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as cancelExportRoute from './cancel-export.ts';
import * as cancelImportRoute from './cancel-import.ts';
import * as createExportRoute from './create-export.ts';
import * as createImportRoute from './create-import.ts';
import * as getExportRoute from './get-export.ts';
import * as getImportRoute from './get-import.ts';
import * as listExportsRoute from './list-exports.ts';
import * as listImportsRoute from './list-imports.ts';

export const handler = httpHandler(
  {
    'DELETE /v1/exports/{id}': bound(cancelExportRoute.route, cancelExportRoute.operation),
    'DELETE /v1/imports/{id}': bound(cancelImportRoute.route, cancelImportRoute.operation),
    'POST /v1/exports': bound(createExportRoute.route, createExportRoute.operation),
    'POST /v1/imports': bound(createImportRoute.route, createImportRoute.operation),
    'GET /v1/exports/{id}': bound(getExportRoute.route, getExportRoute.operation),
    'GET /v1/imports/{id}': bound(getImportRoute.route, getImportRoute.operation),
    'GET /v1/exports': bound(listExportsRoute.route, listExportsRoute.operation),
    'GET /v1/imports': bound(listImportsRoute.route, listImportsRoute.operation),
  },
  httpEdge(allLists),
);
