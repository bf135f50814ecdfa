import type { orderRoutes } from '#shared/contracts/orders.ts';
import type { RequestOf, ResponseOf } from '#shared/contracts/route.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { answering, idsOfPerson } from './owner.ts';
import { orderSummary } from './views.ts';

type Routes = typeof orderRoutes;
type Query = RequestOf<Routes['orders/list-orders']>['query'];
type Page = ResponseOf<Routes['orders/list-orders']>;

const LIST = 'orders';
const nobody: Page = { items: [] };

/** One page of the orders that fit; `customerIds` narrow it to one person. */
const page = async (
  list: string,
  asked: Query,
  customerIds: readonly string[] | undefined,
  context: Context,
): Promise<Page> => {
  const { status, shopId, placedAfter, placedBefore } = asked;
  if (placedAfter !== undefined && placedBefore !== undefined && placedAfter >= placedBefore)
    throw refuseField('placedBefore', 'must be later than placedAfter');
  const ask = pageAsk(list, asked, context);
  const slice = await context.lists.orders({ customerIds, status, shopId, placedAfter, placedBefore }, ask);
  return pageOf(list, asked, slice, orderSummary, context);
};

/** `GET /v1/orders`: all of them, or one customer's; a customer sees their own, whatever they ask for. */
export const listOrders: Operation<Routes['orders/list-orders']> = {
  wants: ({ query }) => (query.customerId === undefined ? [] : [ref('customer', query.customerId)]),
  async run({ query }, context) {
    const { caller } = context;
    const isCustomer = caller.type === 'customer';
    const wanted = query.customerId ?? (isCustomer ? caller.id : undefined);
    if (wanted === undefined) return { body: await page(LIST, query, undefined, context) };
    const person = await answering(wanted, context);
    if (!person || (isCustomer && person.id !== caller.id)) return { body: nobody };
    return { body: await page(LIST, query, idsOfPerson(person), context) };
  },
};

/** `GET /v1/customers/{id}/orders`. To a customer, others are not found. */
export const listOrdersOfCustomer: Operation<Routes['orders/list-of-customer']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    const { caller } = context;
    const person = await answering(params.id, context);
    if (!person || (caller.type === 'customer' && person.id !== caller.id)) throw new Refusal('not_found');
    return { body: await page(`${LIST}|${person.id}`, query, idsOfPerson(person), context) };
  },
};
