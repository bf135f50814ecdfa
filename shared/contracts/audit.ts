import * as z from 'zod';
import { auditActionSchema, auditChangeSchema } from '#shared/domain/audit/audit-event.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { instantOut, instantTextSchema, nothing, pageOf, pageQuery } from './words.ts';

/** An id, a list's name, or a visitor's masked address. */
const name = z.string().regex(/^[\w.:/-]{1,80}$/, 'must be an id');

export const auditEventView = z.object({
  id: idSchema('aud'),
  at: instantOut,
  actor: z.object({
    type: z.enum(['user', 'customer', 'visitor', 'system']),
    id: z.string(),
    role: z.string().optional(),
  }),
  action: z.string(),
  object: z.string(),
  result: z.enum(['done', 'refused']),
  changes: z.record(z.string(), auditChangeSchema).optional(),
  data: z.record(z.string(), z.unknown()),
  purpose: z.string().optional(),
  requestId: z.string().optional(),
  source: z.string().optional(),
  route: z.string().optional(),
});

const problem = z.object({
  /** The record, or what stands for a seal: its object in the audit bucket. */
  id: z.string(),
  shard: z.string(),
  problem: z.enum(['changed', 'missing', 'inserted', 'reordered', 'sealBroken']),
  at: instantOut.optional(),
});

/** The audit trail (A4, A5): who did what to which record, and whether the trail is whole. */
export const auditRoutes = defineRoutes({
  'audit/list-events': {
    method: 'GET',
    path: '/v1/audit-events',
    summary: 'Who did what, newest first; at most 92 days at once, by default the last 92',
    permission: 'audit.read',
    params: nothing,
    query: z.strictObject({
      ...pageQuery,
      object: name.optional(),
      actor: name.optional(),
      action: auditActionSchema.optional(),
      from: instantTextSchema.optional(),
      to: instantTextSchema.optional(),
    }),
    body: undefined,
    success: [200],
    response: pageOf(auditEventView),
    refusals: ['invalid_cursor', 'filter_too_broad'],
  },
  'audit/verify': {
    method: 'POST',
    path: '/v1/audit-events/verify',
    summary: 'Compares the trail with its seals; goes on with `cursor` where one answer was not enough',
    permission: 'audit.verify',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      from: instantTextSchema.optional(),
      to: instantTextSchema.optional(),
      cursor: z.string().optional(),
    }),
    success: [200],
    response: z.object({
      ok: z.boolean(),
      checked: z.int(),
      sealed: z.int(),
      unsealed: z.int(),
      problems: z.array(problem),
      nextCursor: z.string().optional(),
    }),
    refusals: ['invalid_cursor'],
  },
});
