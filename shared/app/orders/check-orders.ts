import { type Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';
import { type Found, type Ref, ref } from '../records.ts';
import { idsOfPerson } from './owner.ts';

/** What has to be read before `checkOrders` can decide. */
export const orderRefs = (orderIds: readonly string[] | null | undefined): readonly Ref[] =>
  (orderIds ?? []).map((id) => ref('order', id));

type Reading = { readonly found: Found; readonly reader: Context['reader'] };

/** All records of the person; a customer who is made in this very request has one. */
const recordsOf = async (customerId: string, { reader }: Reading): Promise<readonly string[]> => {
  const self = ref('customer', customerId);
  const customer = (await reader.get([self])).one(self);
  return customer ? idsOfPerson(customer) : [customerId];
};

/** The first of these orders that isn't there or isn't this customer's. The customer's record is only read where an order names another. */
const strayAmong = async (
  orderIds: readonly string[],
  customerId: string,
  reading: Reading,
): Promise<string | undefined> => {
  const ownerOf = (id: string) => reading.found.one(ref('order', id))?.customerId;
  if (orderIds.every((id) => ownerOf(id) === customerId)) return undefined;
  const records = await recordsOf(customerId, reading);
  return orderIds.find((id) => !records.includes(ownerOf(id) ?? ''));
};

const noSuchOrder = (path: string): Refusal =>
  refuseField(path, 'the customer has no such order', 'unknown_reference');

/**
 * Refuses with `unknown_reference` an order that isn't there or is another customer's: both look the same, so that nobody can try out
 * ids. `found` holds the orders.
 */
export const checkOrders = async (
  orderIds: readonly string[] | undefined,
  customerId: string,
  reading: Reading,
): Promise<void> => {
  const stray = await strayAmong(orderIds ?? [], customerId, reading);
  if (stray !== undefined) throw noSuchOrder(`orderIds[${orderIds?.indexOf(stray)}]`);
};

type Linked = { readonly customerId: string; readonly orderIds: readonly string[] };

/**
 * The same for a case that changes: what it had already is not asked for again, unless the case goes to another customer; then the orders
 * that stay must be theirs.
 */
export const checkChangedOrders = async (
  had: Linked,
  asked: {
    readonly customerId?: string | undefined;
    readonly orderIds?: readonly string[] | null | undefined;
  },
  reading: Reading,
): Promise<void> => {
  const customerId = asked.customerId ?? had.customerId;
  const moves = customerId !== had.customerId;
  const ids = asked.orderIds === undefined ? (moves ? had.orderIds : []) : (asked.orderIds ?? []);
  const unchecked = moves ? ids : ids.filter((id) => !had.orderIds.includes(id));
  if (unchecked.length === 0) return;
  const found = asked.orderIds === undefined ? await reading.reader.get(orderRefs(ids)) : reading.found;
  const stray = await strayAmong(unchecked, customerId, { ...reading, found });
  if (stray !== undefined)
    throw noSuchOrder(asked.orderIds === undefined ? 'orderIds' : `orderIds[${ids.indexOf(stray)}]`);
};
