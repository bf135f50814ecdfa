import * as z from 'zod';
import { mayMap } from '#shared/domain/imports/fields.ts';
import {
  importCountsSchema,
  importFormatSchema,
  importProblemCodeSchema,
  importResourceSchema,
  importStatusSchema,
} from '#shared/domain/imports/import.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

/** Fields by the columns (in NDJSON the properties) that stand for them; what is not named is not taken. */
const mapping = z
  .record(z.string().min(1).max(60), lineSchema(200))
  .refine((map) => Object.keys(map).length > 0, 'must not be empty')
  .refine((map) => new Set(Object.values(map)).size === Object.keys(map).length, 'must not repeat');

const newImportBody = z
  .strictObject({
    resource: importResourceSchema,
    format: importFormatSchema,
    mapping: mapping.optional(),
    /** Checks and counts everything, writes nothing. */
    dryRun: z.boolean().default(false),
  })
  .superRefine(({ resource, format, mapping: map = {} }, context) => {
    for (const field of Object.keys(map)) {
      if (!mayMap(resource, format, field))
        context.addIssue({ code: 'unrecognized_keys', keys: [field], path: ['mapping'], input: map });
    }
  });

/** A signed link of the bucket. */
const linkOut = z.url().meta({ example: 'https://files.example.com/imports/file?X-Amz-Expires=300' });

/** An import as lists show it. */
export const importSummary = z.object({
  id: idSchema('imp'),
  version: z.int(),
  resource: importResourceSchema,
  format: importFormatSchema,
  dryRun: z.boolean(),
  status: importStatusSchema,
  createdBy: idSchema('usr'),
  /** Rows that are done, and all of them once the file is read to its end. */
  progress: z.object({ done: z.int(), total: z.int().optional() }),
  /** Records by what became of them; several rows of one order are one. */
  ...importCountsSchema.shape,
  /** Why the file was not taken as a whole, or that it was called off. */
  problem: z
    .object({
      code: importProblemCodeSchema,
      message: z.string(),
      /** The data row and the column, from 1. */
      row: z.int().optional(),
      column: z.int().optional(),
    })
    .optional(),
  createdAt: instantOut,
  startedAt: instantOut.optional(),
  endedAt: instantOut.optional(),
});

export const importView = z.object({
  ...importSummary.shape,
  mapping: z.record(z.string(), z.string()).optional(),
  /** Where the file is `PUT`, for an hour, with no extra headers; while it is awaited. */
  uploadUrl: linkOut.optional(),
  /** The rows that were not taken, `row,field,code,message`; good for five minutes, fresh with each answer. */
  errorsUrl: linkOut.optional(),
});

/** Files with many customers, orders or cases (C3). */
export const importRoutes = defineRoutes({
  'data/create-import': {
    method: 'POST',
    path: '/v1/imports',
    summary: 'Begin an import: answers where to put the file; the run starts when it is there',
    permission: 'imports.use',
    params: nothing,
    query: nothing,
    body: newImportBody,
    success: [201],
    response: importView,
    versioned: true,
    refusals: [],
  },
  'data/list-imports': {
    method: 'GET',
    path: '/v1/imports',
    summary: 'Imports, newest first',
    permission: 'imports.use',
    params: nothing,
    query: z.strictObject({ ...pageQuery }),
    body: undefined,
    success: [200],
    response: pageOf(importSummary),
    refusals: ['invalid_cursor'],
  },
  'data/get-import': {
    method: 'GET',
    path: '/v1/imports/{id}',
    summary: 'How far an import is, what became of its rows, and a link to those that were not taken',
    permission: 'imports.use',
    params: idParam('imp'),
    query: nothing,
    body: undefined,
    success: [200],
    response: importView,
    versioned: true,
    refusals: ['not_found'],
  },
  'data/cancel-import': {
    method: 'DELETE',
    path: '/v1/imports/{id}',
    summary: 'Call an import off; what is written already stays',
    permission: 'imports.use',
    params: idParam('imp'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'conflict', 'version_conflict', 'precondition_required'],
  },
});
