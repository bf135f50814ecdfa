// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as createCalendarRoute from './create-calendar.ts';
import * as createPolicyRoute from './create-policy.ts';
import * as deleteCalendarRoute from './delete-calendar.ts';
import * as deletePolicyRoute from './delete-policy.ts';
import * as explainTicketRoute from './explain-ticket.ts';
import * as getCalendarRoute from './get-calendar.ts';
import * as getPolicyRoute from './get-policy.ts';
import * as listCalendarsRoute from './list-calendars.ts';
import * as listPoliciesRoute from './list-policies.ts';
import * as simulateCalendarRoute from './simulate-calendar.ts';
import * as updateCalendarRoute from './update-calendar.ts';
import * as updatePolicyRoute from './update-policy.ts';

export const handler = httpHandler(
  {
    'POST /v1/calendars': bound(createCalendarRoute.route, createCalendarRoute.operation),
    'POST /v1/sla-policies': bound(createPolicyRoute.route, createPolicyRoute.operation),
    'DELETE /v1/calendars/{id}': bound(deleteCalendarRoute.route, deleteCalendarRoute.operation),
    'DELETE /v1/sla-policies/{id}': bound(deletePolicyRoute.route, deletePolicyRoute.operation),
    'GET /v1/tickets/{id}/sla/explain': bound(explainTicketRoute.route, explainTicketRoute.operation),
    'GET /v1/calendars/{id}': bound(getCalendarRoute.route, getCalendarRoute.operation),
    'GET /v1/sla-policies/{id}': bound(getPolicyRoute.route, getPolicyRoute.operation),
    'GET /v1/calendars': bound(listCalendarsRoute.route, listCalendarsRoute.operation),
    'GET /v1/sla-policies': bound(listPoliciesRoute.route, listPoliciesRoute.operation),
    'POST /v1/calendars/{id}/simulate': bound(simulateCalendarRoute.route, simulateCalendarRoute.operation),
    'PATCH /v1/calendars/{id}': bound(updateCalendarRoute.route, updateCalendarRoute.operation),
    'PATCH /v1/sla-policies/{id}': bound(updatePolicyRoute.route, updatePolicyRoute.operation),
  },
  httpEdge(allLists),
);
