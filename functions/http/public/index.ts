// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as answerSurveyRoute from './answer-survey.ts';
import * as createTicketRoute from './create-ticket.ts';
import * as readSurveyRoute from './read-survey.ts';

export const handler = httpHandler(
  {
    'POST /v1/public/surveys/{token}': bound(answerSurveyRoute.route, answerSurveyRoute.operation),
    'POST /v1/public/tickets': bound(createTicketRoute.route, createTicketRoute.operation),
    'GET /v1/public/surveys/{token}': bound(readSurveyRoute.route, readSurveyRoute.operation),
  },
  httpEdge(allLists),
);
