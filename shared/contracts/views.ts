import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { listTicketsQuery } from './ticket-shapes.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

/** Parameters of the list of tickets as they stand in its address, each of them one that the list takes. */
const savedQuery = z.record(z.string().max(40), z.string().max(200)).check((checked) => {
  const { issues = [] } =
    listTicketsQuery.omit({ limit: true, cursor: true }).safeParse(checked.value).error ?? {};
  for (const issue of issues) checked.issues.push({ ...issue, input: checked.value } as z.core.$ZodRawIssue);
});

const savedViewBody = z.strictObject({ name: lineSchema(80), query: savedQuery });

const savedView = z.object({
  id: idSchema('view'),
  version: z.int(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** Saved queries of the list of cases. */
export const viewRoutes = defineRoutes({
  'tickets/list-views': {
    method: 'GET',
    path: '/v1/views',
    summary: 'List your saved views',
    permission: 'views.use',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(savedView),
    refusals: ['invalid_cursor'],
  },
  'tickets/create-view': {
    method: 'POST',
    path: '/v1/views',
    summary: 'Save a list query under a name',
    permission: 'views.use',
    params: nothing,
    query: nothing,
    body: savedViewBody,
    success: [201],
    response: savedView,
    versioned: true,
    refusals: [],
  },
  'tickets/get-view': {
    method: 'GET',
    path: '/v1/views/{id}',
    summary: 'Read a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: undefined,
    success: [200],
    response: savedView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit-view': {
    method: 'PATCH',
    path: '/v1/views/{id}',
    summary: 'Change a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: z.strictObject({ name: lineSchema(80).optional(), query: savedViewBody.shape.query.optional() }),
    success: [200],
    response: savedView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found'],
  },
  'tickets/delete-view': {
    method: 'DELETE',
    path: '/v1/views/{id}',
    summary: 'Remove a saved view',
    permission: 'views.use',
    params: idParam('view'),
    query: nothing,
    body: undefined,
    success: [204],
    response: z.undefined(),
    ifMatch: true,
    refusals: ['not_found'],
  },
});
