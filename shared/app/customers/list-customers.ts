import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { type CustomerQuery, minorOfDecimal } from '#shared/domain/customers/list.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { searchCustomers } from './search-customers.ts';
import { customerSummary } from './views.ts';

type Route = (typeof customerRoutes)['customers/list-customers'];
type Query = RequestOf<Route>['query'];

const LIST = 'customers';

/** An amount of the organisation's currency in its minor units. */
const minorIn = (name: 'spendMin' | 'spendMax', query: Query, { config }: Context): number | undefined => {
  const text = query[name];
  const minor = text === undefined ? undefined : minorOfDecimal(text, config.settings.currency);
  if (text !== undefined && minor === undefined) throw refuseField(name, 'must be an amount such as 1000.00');
  return minor;
};

const filtersOf = (query: Query, context: Context) => {
  const { createdAfter, createdBefore, tag, grade, stage } = query;
  const [spendMin, spendMax] = [minorIn('spendMin', query, context), minorIn('spendMax', query, context)];
  if (createdAfter !== undefined && createdBefore !== undefined && createdAfter >= createdBefore)
    throw refuseField('createdBefore', 'must be later than createdAfter');
  if (spendMin !== undefined && spendMax !== undefined && spendMin > spendMax)
    throw refuseField('spendMax', 'must not be below spendMin');
  return { createdAfter, createdBefore, tag, grade, stage, spendMin, spendMax };
};

/** Spend is an order of its own: a range of it is read in it unless another order is asked for. */
const sortOf = ({ sort, spendMin, spendMax }: Query): NonNullable<CustomerQuery['sort']> =>
  sort ?? (spendMin === undefined && spendMax === undefined ? '-createdAt' : '-spend');

/**
 * `GET /v1/customers` (C6): by filters, the newest or the best first; with `q` those whom it means, in the order in which they are found.
 * Each search leaves a trace that holds no word of it.
 */
export const listCustomers: Operation<Route> = {
  async run({ query }, context) {
    const page = pageAsk(LIST, query, context);
    const filters = filtersOf(query, context);
    const { q } = query;
    if (q === undefined) {
      const asked = { ...filters, status: query.status ?? ('active' as const), sort: sortOf(query) };
      const slice = await context.lists.customers(asked, page);
      return { body: pageOf(LIST, query, slice, (one) => customerSummary(one, context), context) };
    }
    if (query.sort === '-spend') throw refuseField('sort', 'cannot be given together with q');
    const slice = await searchCustomers(q, { ...filters, status: query.status }, page, context);
    return {
      body: pageOf(LIST, query, slice, (one) => customerSummary(one, context), context),
      audit: [
        {
          action: 'customer.searched',
          object: LIST,
          data: { q: context.digest('audit', q), results: slice.items.length },
        },
      ],
    };
  },
};
