// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as acceptNoticeRoute from './accept-notice.ts';
import * as addConsentRoute from './add-consent.ts';
import * as addNoteRoute from './add-note.ts';
import * as archiveCustomerRoute from './archive-customer.ts';
import * as confirmDataRoute from './confirm-data.ts';
import * as createCustomerRoute from './create-customer.ts';
import * as dataCopyRoute from './data-copy.ts';
import * as eraseCustomerRoute from './erase-customer.ts';
import * as getCustomerRoute from './get-customer.ts';
import * as legalHoldRoute from './legal-hold.ts';
import * as listConsentsRoute from './list-consents.ts';
import * as listCustomersRoute from './list-customers.ts';
import * as listDuplicatesRoute from './list-duplicates.ts';
import * as listGradesRoute from './list-grades.ts';
import * as listNotesRoute from './list-notes.ts';
import * as listNoticesRoute from './list-notices.ts';
import * as mergeCustomerRoute from './merge-customer.ts';
import * as timelineRoute from './timeline.ts';
import * as unmergeCustomerRoute from './unmerge-customer.ts';
import * as updateCustomerRoute from './update-customer.ts';

export const handler = httpHandler(
  {
    'POST /v1/me/acceptances': bound(acceptNoticeRoute.route, acceptNoticeRoute.operation),
    'POST /v1/customers/{id}/consents': bound(addConsentRoute.route, addConsentRoute.operation),
    'POST /v1/customers/{id}/notes': bound(addNoteRoute.route, addNoteRoute.operation),
    'DELETE /v1/customers/{id}': bound(archiveCustomerRoute.route, archiveCustomerRoute.operation),
    'POST /v1/customers/{id}/data-confirmation': bound(confirmDataRoute.route, confirmDataRoute.operation),
    'POST /v1/customers': bound(createCustomerRoute.route, createCustomerRoute.operation),
    'GET /v1/customers/{id}/data-copy': bound(dataCopyRoute.route, dataCopyRoute.operation),
    'POST /v1/customers/{id}/erase': bound(eraseCustomerRoute.route, eraseCustomerRoute.operation),
    'GET /v1/customers/{id}': bound(getCustomerRoute.route, getCustomerRoute.operation),
    'POST /v1/customers/{id}/legal-hold': bound(legalHoldRoute.route, legalHoldRoute.operation),
    'GET /v1/customers/{id}/consents': bound(listConsentsRoute.route, listConsentsRoute.operation),
    'GET /v1/customers': bound(listCustomersRoute.route, listCustomersRoute.operation),
    'GET /v1/customers/{id}/duplicates': bound(listDuplicatesRoute.route, listDuplicatesRoute.operation),
    'GET /v1/customers/{id}/grades': bound(listGradesRoute.route, listGradesRoute.operation),
    'GET /v1/customers/{id}/notes': bound(listNotesRoute.route, listNotesRoute.operation),
    'GET /v1/me/notices': bound(listNoticesRoute.route, listNoticesRoute.operation),
    'POST /v1/customers/{id}/merge': bound(mergeCustomerRoute.route, mergeCustomerRoute.operation),
    'GET /v1/customers/{id}/timeline': bound(timelineRoute.route, timelineRoute.operation),
    'POST /v1/customers/{id}/unmerge': bound(unmergeCustomerRoute.route, unmergeCustomerRoute.operation),
    'PATCH /v1/customers/{id}': bound(updateCustomerRoute.route, updateCustomerRoute.operation),
  },
  httpEdge(allLists),
);
