import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { type CustomerQuery, minorOfDecimal } from '#shared/domain/customers/list.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { searchAhead, searchCustomers } from './search-customers.ts';
import { exactWants } from './search-exact.ts';
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

const listQuery = (
  query: Query,
  { spendMin, spendMax }: Pick<CustomerQuery, 'spendMin' | 'spendMax'>,
): CustomerQuery => {
  const { createdAfter, createdBefore, tag, grade, stage, status = 'active' } = query;
  return { createdAfter, createdBefore, tag, grade, stage, spendMin, spendMax, status, sort: sortOf(query) };
};

/** Amounts are of the organisation's currency, which is not known yet; a cursor can only be opened for its caller. */
const isPlain = ({ createdAfter, createdBefore, spendMin, spendMax, cursor }: Query): boolean =>
  cursor === undefined &&
  spendMin === undefined &&
  spendMax === undefined &&
  (createdAfter === undefined || createdBefore === undefined || createdAfter < createdBefore);

/**
 * `GET /v1/customers` (C6): by filters, the newest or the best first; with `q` those whom it means, in the order in which they are found.
 * Each search leaves a trace that holds no word of it.
 */
export const listCustomers: Operation<Route> = {
  wants: ({ query: { q } }, about) => (q === undefined ? [] : exactWants(q, about)),
  ahead: ({ query }, lists, about) => {
    const { q, limit } = query;
    if (!isPlain(query)) return;
    if (q !== undefined) searchAhead(q, limit, lists, about);
    else void lists.customers(listQuery(query, {}), { limit, after: undefined });
  },
  async run({ query }, context) {
    const page = pageAsk(LIST, query, context);
    const filters = filtersOf(query, context);
    const { q } = query;
    if (q === undefined) {
      const slice = await context.lists.customers(listQuery(query, filters), page);
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
