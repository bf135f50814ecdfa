import type { Customer } from '#shared/domain/customers/customer.ts';
import type { ToldOrder } from '#shared/domain/orders/account.ts';
import { type Order, untraced } from '#shared/domain/orders/order.ts';
import type { Context } from '../ports.ts';
import { isKnown, type OrderedBy } from './find-customer.ts';
import { answering } from './owner.ts';

type Named = { readonly customer: OrderedBy; readonly shopId: string };

/** Whether the shop names nobody the desk knows now: the number or phone leads to no record, or the id to one that was erased. */
const namesNobody = async ({ customer: by, shopId }: Named, context: Context): Promise<boolean> => {
  if (by.id !== undefined) return (await answering(by.id, context))?.status === 'erased';
  return !isKnown(by, shopId, context);
};

/**
 * The erased person who had the order, where its shop goes on telling of them by what the desk has forgotten. The order stays with what is
 * left of them: nobody is brought back by a parcel that arrives (C9). `undefined` everywhere else.
 */
export const erasedHolder = async (
  before: Order | undefined,
  named: Named,
  context: Context,
): Promise<Customer | undefined> => {
  if (before === undefined || !(await namesNobody(named, context))) return undefined;
  const holder = await answering(before.customerId, context);
  if (holder?.status !== 'erased') return undefined;
  const { id } = named.customer;
  return id === undefined || (await answering(id, context))?.id === holder.id ? holder : undefined;
};

/** The account without words about a person: there is no key any more to keep them under. */
export const withoutWords = <Told extends Pick<ToldOrder, 'refunds' | 'shipments'>>(told: Told): Told => ({
  ...told,
  ...(told.refunds === undefined ? {} : { refunds: told.refunds.map(({ reason: _, ...refund }) => refund) }),
  ...(told.shipments === undefined ? {} : { shipments: untraced(told.shipments) }),
});
