import type { Customer } from '#shared/domain/customers/customer.ts';
import { withOrder } from '#shared/domain/customers/value.ts';
import { factsOf, type Order } from '#shared/domain/orders/order.ts';
import type { Context } from '../ports.ts';
import { create, update, type Write } from '../records.ts';
import { answering } from './owner.ts';

type Holder = { readonly customer: Customer; readonly made: boolean };

/** The first version of a customer, their first order already counted. */
const firstVersion = (customer: Customer): Customer => ({ ...customer, version: 1 });

/**
 * The writes of what an order's change means to the worth of its customer, and of the one it leaves. Worth lies with the record that
 * answers for a person: after a merge that is another one than the order names.
 */
export const worthWrites = async (
  before: Order | undefined,
  after: Order,
  { customer, made }: Holder,
  context: Context,
): Promise<readonly Write[]> => {
  const about = { settings: context.config.settings, now: context.now };
  const former =
    before && before.customerId !== customer.id ? await answering(before.customerId, context) : customer;
  const moved = former?.id !== customer.id;
  const was = before === undefined || moved ? undefined : factsOf(before);
  const richer = withOrder(customer, was, factsOf(after), about);
  const poorer = moved && before && former ? withOrder(former, factsOf(before), undefined, about) : former;
  return [
    ...(made ? [create('customer', firstVersion(richer))] : []),
    ...(!made && richer !== customer ? [update('customer', customer, richer)] : []),
    ...(moved && former && poorer && poorer !== former ? [update('customer', former, poorer)] : []),
  ];
};
