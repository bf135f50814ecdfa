import type { customerRoutes } from '#shared/contracts/customers.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { customerSummary } from './views.ts';

const LIST = 'customers';

/** `GET /v1/customers`, newest first. Search, and filters by what is computed from orders, are refused with `not_implemented`. */
export const listCustomers: Operation<(typeof customerRoutes)['customers/list-customers']> = {
  async run({ query }, context) {
    const { status, createdAfter, createdBefore, sort, q, tag, grade, stage, spendMin, spendMax } = query;
    if (
      sort === '-spend' ||
      [q, tag, grade, stage, spendMin, spendMax].some((later) => later !== undefined)
    ) {
      throw new Refusal('not_implemented');
    }
    const asked = {
      status,
      ...(createdAfter === undefined ? {} : { createdAfter }),
      ...(createdBefore === undefined ? {} : { createdBefore }),
    };
    const slice = await context.lists.customers(asked, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, (each) => customerSummary(each, context), context) };
  },
};
