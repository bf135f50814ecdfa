import type { gradeRoutes } from '#shared/contracts/grades.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { GradeChange } from '#shared/domain/customers/grade-history.ts';
import { moneyText } from '#shared/domain/kernel/money.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { personOr404 } from './person.ts';

type Route = (typeof gradeRoutes)['customers/list-grades'];

/** One change as lists and copies show it. */
export const gradeChangeView = ({
  at,
  grade,
  stage,
  was,
  spend,
  lifetimeValue,
}: GradeChange): ResponseOf<Route>['items'][number] => ({
  at: iso(at),
  grade,
  stage,
  was,
  spend: moneyText(spend),
  lifetimeValue: moneyText(lifetimeValue),
});

/** `GET /v1/customers/{id}/grades`: how a customer came to be graded as they are. Not for customers. */
export const listGrades: Operation<Route> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    if (context.caller.type === 'customer') throw new Refusal('not_found');
    const { ids } = await personOr404(params.id, context);
    const list = `grades|${params.id}`;
    const slice = await context.lists.gradeChanges(ids, pageAsk(list, query, context));
    const body = pageOf(list, query, slice, gradeChangeView, context);
    return { body, audit: [{ action: 'customer.read', object: params.id, data: { part: 'grades' } }] };
  },
};
