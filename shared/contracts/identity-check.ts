import * as z from 'zod';
import { identityMethodSchema } from '#shared/domain/tickets/identity-check.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing } from './words.ts';

const identityView = z.object({
  /** `passed`: the customer counts as identified until `validUntil`; `failed`: this try did not fit; `sent`: a code is on its way. */
  status: z.enum(['none', 'passed', 'failed', 'sent']),
  method: identityMethodSchema.nullable(),
  checkedAt: instantOut.nullable(),
  validUntil: instantOut.nullable(),
  triesLeft: z.int(),
});

/** Checks who somebody is before money moves (T10). */
export const identityCheckRoutes = defineRoutes({
  'tickets/get-identity-check': {
    method: 'GET',
    path: '/v1/tickets/{id}/identity-check',
    summary: 'Whether the customer of this case counts as identified',
    permission: 'identityChecks.read',
    params: idParam('tkt'),
    query: nothing,
    body: undefined,
    success: [200],
    response: identityView,
    refusals: ['not_found'],
  },
  'tickets/check-identity': {
    method: 'POST',
    path: '/v1/tickets/{id}/identity-check',
    summary:
      'Compare what the customer says with what is known, without showing it; a code without a value sends one',
    permission: 'identityChecks.write',
    params: idParam('tkt'),
    query: nothing,
    body: z.strictObject({ method: identityMethodSchema, value: lineSchema(60).optional() }),
    success: [200],
    response: identityView,
    repeats: true,
    refusals: ['not_found', 'conflict', 'too_many_requests'],
  },
});
