import * as z from 'zod';
import { columnNames } from '#shared/domain/exports/columns/index.ts';
import { exportProblemSchema } from '#shared/domain/exports/export.ts';
import type { ExportFilter } from '#shared/domain/exports/filter.ts';
import {
  type ExportResource,
  exportFormatSchema,
  exportResourceSchema,
  exportStatusSchema,
} from '#shared/domain/exports/values.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { auditRoutes } from './audit.ts';
import { customerRoutes } from './customers.ts';
import { orderRoutes } from './orders.ts';
import { defineRoutes } from './route.ts';
import { surveyRoutes } from './surveys.ts';
import { ticketRoutes } from './tickets.ts';
import { idParam, instantOut, nothing, pageOf, pageQuery } from './words.ts';

const page = { limit: true, cursor: true } as const;
const ordered = { ...page, sort: true } as const;
const cases = ticketRoutes['tickets/list'].query.omit(ordered);
const partsOfCases = cases.extend({ ticketId: idSchema('tkt').optional() });

/** The query of each resource's list, without its page and its order: files are in the order of creation. */
const filters: Readonly<Record<ExportResource, z.ZodType>> = {
  tickets: cases,
  messages: partsOfCases,
  timeline: partsOfCases,
  customers: customerRoutes['customers/list-customers'].query.omit(ordered),
  orders: orderRoutes['orders/list-orders'].query.omit(page),
  surveyResponses: surveyRoutes['surveys/list-responses'].query.omit(page),
  auditEvents: auditRoutes['audit/list-events'].query.omit(page),
};

/** A value of a filter: as it stands in a list's address, or as JSON says the same. */
const filterValue = z.union([
  z.string().max(400),
  z.number(),
  z.boolean(),
  z.array(z.string().max(100)).min(1).max(20),
]);

const asked = z.strictObject({
  resource: exportResourceSchema,
  format: exportFormatSchema,
  /** Names and values of the query of the resource's list; of messages and the timeline those of the list of tickets, or `ticketId`. */
  filter: z.record(z.string().max(40), filterValue).optional(),
  /** Columns in the order in which they are wanted; without it all of the resource. */
  fields: z.array(z.string().max(40)).min(1).max(100).optional(),
});

const inAddress = (filter: z.output<typeof asked>['filter'] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : String(value),
    ]),
  );

type Asked = Omit<z.output<typeof asked>, 'filter' | 'fields'> & {
  readonly filter: ExportFilter;
  readonly fields: readonly string[];
};

/** Body of `POST /v1/exports`: what comes out has the filter as the list reads it, and all fields named. */
export const exportBody = asked.transform((body, context): Asked => {
  const { resource, format, filter, fields } = body;
  const names = columnNames(resource);
  const refuse = (path: (string | number)[], message: string): void => {
    context.addIssue({ code: 'custom', path, message, input: body });
  };
  const read = filters[resource].safeParse(inAddress(filter));
  for (const { path, message, ...issue } of read.error?.issues ?? []) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
    for (const name of unknown ?? []) refuse(['filter', name], 'is not a known field');
    if (unknown === undefined) refuse(['filter', ...path.map((part) => String(part))], message);
  }
  for (const [n, field] of (fields ?? []).entries()) {
    if (!names.includes(field)) refuse(['fields', n], 'is not a field of this resource');
    else if (fields?.indexOf(field) !== n) refuse(['fields', n], 'must not repeat');
  }
  const given = Object.entries((read.data ?? {}) as Record<string, unknown>);
  return {
    resource,
    format,
    filter: Object.fromEntries(given.filter(([, value]) => value !== undefined)) as ExportFilter,
    fields: fields ?? names,
  };
});

/** An export as its maker and administrators see it. */
export const exportView = z.object({
  id: idSchema('exp'),
  version: z.int(),
  status: exportStatusSchema,
  resource: exportResourceSchema,
  format: exportFormatSchema,
  /** Names of the filters that were given. */
  filter: z.array(z.string()),
  fields: z.array(z.string()),
  /** What the file shows plain; everything else that is personal is masked. */
  revealed: z.array(z.string()),
  progress: z.object({ done: z.int(), total: z.int().optional() }),
  rows: z.int().optional(),
  bytes: z.int().optional(),
  /** Good until `expiresAt`; each time the export is read there is a fresh one, until `fileUntil`. */
  downloadUrl: z
    .url()
    .meta({ example: 'https://files.example.com/exports/file?X-Amz-Expires=300' })
    .optional(),
  expiresAt: instantOut.optional(),
  fileUntil: instantOut.optional(),
  problem: z.object({ code: exportProblemSchema, title: z.string() }).optional(),
  createdBy: z.string(),
  createdAt: instantOut,
  finishedAt: instantOut.optional(),
});

/** Files of what a role may read, made in the background (B1). */
export const exportRoutes = defineRoutes({
  'data/create-export': {
    method: 'POST',
    path: '/v1/exports',
    summary: 'Have a file made of everything that a filter finds; masked as the role is',
    permission: 'exports.use',
    params: nothing,
    query: nothing,
    body: exportBody,
    success: [202],
    response: exportView,
    versioned: true,
    refusals: ['filter_too_broad'],
  },
  'data/list-exports': {
    method: 'GET',
    path: '/v1/exports',
    summary: "One's own exports, newest first; administrators see all",
    permission: 'exports.use',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(exportView),
    refusals: ['invalid_cursor'],
  },
  'data/get-export': {
    method: 'GET',
    path: '/v1/exports/{id}',
    summary: 'How far an export is; with a fresh link once its file is there',
    permission: 'exports.use',
    params: idParam('exp'),
    query: nothing,
    body: undefined,
    success: [200],
    response: exportView,
    versioned: true,
    refusals: ['not_found'],
  },
  'data/cancel-export': {
    method: 'DELETE',
    path: '/v1/exports/{id}',
    summary: 'Stop an export, or take its file away',
    permission: 'exports.use',
    params: idParam('exp'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found'],
  },
});
