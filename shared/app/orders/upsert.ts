import type { Customer } from '#shared/domain/customers/customer.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { accountOf, checkInstants, type ToldOrder } from '#shared/domain/orders/account.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import { upsertOrder } from '#shared/domain/orders/upsert.ts';
import type { Context } from '../ports.ts';
import { create, type Ref, ref, update, type Write } from '../records.ts';
import { orderSurveyWrites } from '../surveys/on-order.ts';
import { erasedHolder, withoutWords } from './erased-holder.ts';
import { customerOf, customerWants, type OrderedBy } from './find-customer.ts';
import { orderIdOf } from './ids.ts';
import { idsOfPerson } from './owner.ts';
import { worthWrites } from './worth.ts';

/** An order as a shop's system tells it, through the API or its feed. */
export type Telling = ToldOrder & {
  readonly externalId: string;
  readonly shopId: string;
  readonly customer: OrderedBy;
};

/** The first round trip: the order by its number, and the customer or what finds them. */
export const tellingWants = (telling: Telling, about: Pick<Context, 'digest'>): readonly Ref[] => [
  ref('order', orderIdOf(about, telling)),
  ...customerWants(telling.customer, telling.shopId, about),
];

/**
 * Takes one account of an order: what is to be written, all in one transaction, or nothing where it is no later than what is known.
 * Refuses with `unknown_reference` a shop or customer that isn't there, with `invalid_request` what `accountOf` refuses.
 */
export const tellOrder = async (
  telling: Telling,
  context: Context,
): Promise<{ readonly order: Order; readonly isNew: boolean; readonly writes: readonly Write[] }> => {
  const { shopId, externalId } = telling;
  checkInstants(telling, context.now);
  if (!context.config.shops.has(shopId))
    throw refuseField('shopId', 'there is no such shop', 'unknown_reference');
  const id = orderIdOf(context, telling);
  const before = context.found.one(ref('order', id));
  if (before !== undefined && (await erasedHolder(before, telling, context)) !== undefined) {
    const { customerId } = before;
    const account = accountOf(withoutWords(telling), { externalId, shopId, customerId });
    const order = upsertOrder(before, account, { id, now: context.now });
    return { order, isNew: false, writes: order === before ? [] : [update('order', before, order)] };
  }
  // Checked before it is known whether the account counts: what is refused once is refused always.
  const owner = await customerOf(telling.customer, shopId, context);
  const customerId = recordOf(before, owner.customer);
  const account = accountOf(telling, { externalId, shopId, customerId });
  const order = upsertOrder(before, account, { id, now: context.now });
  if (order === before) return { order, isNew: false, writes: [] };
  return {
    order,
    isNew: before === undefined,
    writes: [
      before ? update('order', before, order) : create('order', order),
      ...(await worthWrites(before, order, owner, context)),
      ...(await orderSurveyWrites(before, order, owner.customer, context)),
    ],
  };
};

/**
 * Under which of a person's records the order lies. One that is theirs already stays where it was made, also after a merge: what the
 * records were worth is given back by an unmerge, and the orders that it was counted from have to be there too.
 */
const recordOf = (before: Order | undefined, person: Customer): string =>
  before !== undefined && idsOfPerson(person).includes(before.customerId) ? before.customerId : person.id;
