// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as createTemplateRoute from './create-template.ts';
import * as deleteTemplateRoute from './delete-template.ts';
import * as getRoute from './get.ts';
import * as getTemplateRoute from './get-template.ts';
import * as listRoute from './list.ts';
import * as listResponsesRoute from './list-responses.ts';
import * as listTemplatesRoute from './list-templates.ts';
import * as scoresRoute from './scores.ts';
import * as updateTemplateRoute from './update-template.ts';

export const handler = httpHandler(
  {
    'POST /v1/survey-templates': bound(createTemplateRoute.route, createTemplateRoute.operation),
    'DELETE /v1/survey-templates/{id}': bound(deleteTemplateRoute.route, deleteTemplateRoute.operation),
    'GET /v1/surveys/{id}': bound(getRoute.route, getRoute.operation),
    'GET /v1/survey-templates/{id}': bound(getTemplateRoute.route, getTemplateRoute.operation),
    'GET /v1/surveys': bound(listRoute.route, listRoute.operation),
    'GET /v1/survey-responses': bound(listResponsesRoute.route, listResponsesRoute.operation),
    'GET /v1/survey-templates': bound(listTemplatesRoute.route, listTemplatesRoute.operation),
    'GET /v1/survey-scores': bound(scoresRoute.route, scoresRoute.operation),
    'PATCH /v1/survey-templates/{id}': bound(updateTemplateRoute.route, updateTemplateRoute.operation),
  },
  httpEdge(allLists),
);
