import * as z from 'zod';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { stageSchema } from '#shared/domain/customers/stage.ts';
import { moneyOut } from '#shared/domain/kernel/money.ts';
import { defineRoutes } from './route.ts';
import { reasonsOut } from './value-shapes.ts';
import { idParam, instantOut, pageOf, pageQuery } from './words.ts';

const gradeChangeView = z.object({
  at: instantOut,
  grade: z.object({ value: gradeSchema, reasons: reasonsOut }),
  stage: z.object({ value: stageSchema, reasons: reasonsOut }),
  was: z.object({ grade: gradeSchema, stage: stageSchema }),
  spend: moneyOut,
  lifetimeValue: moneyOut,
});

/** How a customer came to be graded as they are (C7). */
export const gradeRoutes = defineRoutes({
  'customers/list-grades': {
    method: 'GET',
    path: '/v1/customers/{id}/grades',
    summary: 'Every change of a customer’s grade or stage and its reasons, newest first',
    permission: 'customers.read',
    params: idParam('cus'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(gradeChangeView),
    refusals: ['not_found', 'invalid_cursor'],
  },
});
