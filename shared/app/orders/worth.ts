import type { Customer } from '#shared/domain/customers/customer.ts';
import { withOrder } from '#shared/domain/customers/value.ts';
import { factsOf, type Order } from '#shared/domain/orders/order.ts';
import { gradedLookups, valueWrites } from '../customers/grades.ts';
import type { Context } from '../ports.ts';
import { create, type Write } from '../records.ts';
import { answering } from './owner.ts';

type Holder = { readonly customer: Customer; readonly made: boolean; readonly writes: readonly Write[] };

/** The first version of a customer, their first order already counted. */
const firstVersion = (customer: Customer): Customer => ({ ...customer, version: 1 });

/**
 * The writes that make the order's customer where they are new, and of what an order's change means to the worth of its customer, and of the one it leaves. Worth lies with the record that
 * answers for a person: after a merge that is another one than the order names.
 */
export const worthWrites = async (
  before: Order | undefined,
  after: Order,
  { customer, made, writes }: Holder,
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
    ...gradedLookups(writes, richer),
    ...(made ? [create('customer', firstVersion(richer))] : []),
    ...(made ? [] : await valueWrites(customer, richer, context)),
    ...(moved && former && poorer ? await valueWrites(former, poorer, context) : []),
  ];
};
