// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as acknowledgeRoute from './acknowledge.ts';
import * as addMessageRoute from './add-message.ts';
import * as addTaskRoute from './add-task.ts';
import * as assignRoute from './assign.ts';
import * as checkIdentityRoute from './check-identity.ts';
import * as countsRoute from './counts.ts';
import * as createRoute from './create.ts';
import * as createViewRoute from './create-view.ts';
import * as deleteViewRoute from './delete-view.ts';
import * as editRoute from './edit.ts';
import * as editMessageRoute from './edit-message.ts';
import * as editTaskRoute from './edit-task.ts';
import * as editViewRoute from './edit-view.ts';
import * as escalateRoute from './escalate.ts';
import * as getRoute from './get.ts';
import * as getEscalationRoute from './get-escalation.ts';
import * as getIdentityCheckRoute from './get-identity-check.ts';
import * as getMessageRoute from './get-message.ts';
import * as getTaskRoute from './get-task.ts';
import * as getViewRoute from './get-view.ts';
import * as listRoute from './list.ts';
import * as listEscalationsRoute from './list-escalations.ts';
import * as listMessagesRoute from './list-messages.ts';
import * as listTasksRoute from './list-tasks.ts';
import * as listViewsRoute from './list-views.ts';
import * as receiveMessageRoute from './receive-message.ts';
import * as timelineRoute from './timeline.ts';
import * as transitionRoute from './transition.ts';

export const handler = httpHandler(
  {
    'POST /v1/tickets/{id}/escalations/{n}/acknowledgement': bound(acknowledgeRoute.route, acknowledgeRoute.operation),
    'POST /v1/tickets/{id}/messages': bound(addMessageRoute.route, addMessageRoute.operation),
    'POST /v1/tickets/{id}/tasks': bound(addTaskRoute.route, addTaskRoute.operation),
    'PUT /v1/tickets/{id}/assignment': bound(assignRoute.route, assignRoute.operation),
    'POST /v1/tickets/{id}/identity-check': bound(checkIdentityRoute.route, checkIdentityRoute.operation),
    'GET /v1/tickets/counts': bound(countsRoute.route, countsRoute.operation),
    'POST /v1/tickets': bound(createRoute.route, createRoute.operation),
    'POST /v1/views': bound(createViewRoute.route, createViewRoute.operation),
    'DELETE /v1/views/{id}': bound(deleteViewRoute.route, deleteViewRoute.operation),
    'PATCH /v1/tickets/{id}': bound(editRoute.route, editRoute.operation),
    'PATCH /v1/tickets/{id}/messages/{messageId}': bound(editMessageRoute.route, editMessageRoute.operation),
    'PATCH /v1/tickets/{id}/tasks/{taskId}': bound(editTaskRoute.route, editTaskRoute.operation),
    'PATCH /v1/views/{id}': bound(editViewRoute.route, editViewRoute.operation),
    'POST /v1/tickets/{id}/escalations': bound(escalateRoute.route, escalateRoute.operation),
    'GET /v1/tickets/{id}': bound(getRoute.route, getRoute.operation),
    'GET /v1/tickets/{id}/escalations/{n}': bound(getEscalationRoute.route, getEscalationRoute.operation),
    'GET /v1/tickets/{id}/identity-check': bound(getIdentityCheckRoute.route, getIdentityCheckRoute.operation),
    'GET /v1/tickets/{id}/messages/{messageId}': bound(getMessageRoute.route, getMessageRoute.operation),
    'GET /v1/tickets/{id}/tasks/{taskId}': bound(getTaskRoute.route, getTaskRoute.operation),
    'GET /v1/views/{id}': bound(getViewRoute.route, getViewRoute.operation),
    'GET /v1/tickets': bound(listRoute.route, listRoute.operation),
    'GET /v1/tickets/{id}/escalations': bound(listEscalationsRoute.route, listEscalationsRoute.operation),
    'GET /v1/tickets/{id}/messages': bound(listMessagesRoute.route, listMessagesRoute.operation),
    'GET /v1/tickets/{id}/tasks': bound(listTasksRoute.route, listTasksRoute.operation),
    'GET /v1/views': bound(listViewsRoute.route, listViewsRoute.operation),
    'POST /v1/inbound/messages/{channel}': bound(receiveMessageRoute.route, receiveMessageRoute.operation),
    'GET /v1/tickets/{id}/timeline': bound(timelineRoute.route, timelineRoute.operation),
    'POST /v1/tickets/{id}/transitions': bound(transitionRoute.route, transitionRoute.operation),
  },
  httpEdge(allLists),
);
