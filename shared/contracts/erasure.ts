import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { erasureOut } from './privacy-shapes.ts';
import { defineRoutes } from './route.ts';
import { idParam, nothing } from './words.ts';

/** The right to be forgotten (C9). */
export const erasureRoutes = defineRoutes({
  'customers/erase-customer': {
    method: 'POST',
    path: '/v1/customers/{id}/erase',
    summary: 'Erase a customer for good; figures stay, nothing personal does',
    permission: 'customers.erase',
    params: idParam('cus'),
    query: nothing,
    body: nothing,
    success: [202],
    response: z.object({
      id: idSchema('cus'),
      status: z.literal('erased'),
      erasure: erasureOut,
    }),
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
});
