import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { missReasonSchema } from '#shared/domain/sla/attainment.ts';
import { slaTargetSchema } from '#shared/domain/sla/values.ts';
import { defineRoutes } from './route.ts';
import { instantOut, instantTextSchema, nothing, pageOf, pageQuery } from './words.ts';

const figures = z.object({ met: z.int(), missed: z.int(), share: z.number().nullable() });
const span = { from: instantTextSchema.optional(), to: instantTextSchema.optional() };

/** Figures about deadlines (D8): how many were kept, and why the others were not. */
export const reportRoutes = defineRoutes({
  'reports/sla-attainment': {
    method: 'GET',
    path: '/v1/reports/sla-attainment',
    summary:
      'Deadlines met and missed by group, over the whole UTC hours that `from` (default 30 days ago) to `to` (default now) touch',
    permission: 'reports.read',
    params: nothing,
    query: z.strictObject({
      groupBy: z.enum(['policy', 'team', 'agent', 'kind', 'day', 'month']).default('team'),
      ...span,
    }),
    body: undefined,
    success: [200],
    response: z.object({
      from: instantOut,
      to: instantOut,
      groups: z.array(
        z.object({
          key: z.string(),
          ...figures.shape,
          targets: z.partialRecord(slaTargetSchema, figures),
          reasons: z.partialRecord(missReasonSchema, z.int()),
        }),
      ),
    }),
    refusals: ['filter_too_broad'],
  },
  'reports/sla-misses': {
    method: 'GET',
    path: '/v1/reports/sla-misses',
    summary: 'Every missed deadline with its reason, newest first',
    permission: 'reports.read',
    params: nothing,
    query: z.strictObject({ ...pageQuery, teamId: idSchema('team').optional(), ...span }),
    body: undefined,
    success: [200],
    response: pageOf(
      z.object({
        ticketId: idSchema('tkt'),
        seq: z.int(),
        at: instantOut,
        detectedAt: instantOut.nullable(),
        target: slaTargetSchema,
        reason: missReasonSchema,
        kind: z.string(),
        policyId: z.string().nullable(),
        teamId: z.string(),
        agentId: z.string().nullable(),
      }),
    ),
    refusals: ['invalid_cursor', 'filter_too_broad'],
  },
});
