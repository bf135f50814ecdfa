import type { Instant } from '../kernel/time.ts';
import type { Order } from './order.ts';

/** One account of an order by the shop's system, with its customer found. */
export type OrderAccount = Omit<Order, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

/**
 * The order after one more account of it, the same object when that changes nothing: an account counts only when its `sourceUpdatedAt` is
 * later than that of the one that is kept, and then it replaces the order whole. So accounts that come twice or in any order end in the
 * same state.
 */
export const upsertOrder = (
  before: Order | undefined,
  account: OrderAccount,
  { id, now }: { readonly id: string; readonly now: Instant },
): Order => {
  if (before === undefined) return { ...account, id, version: 1, createdAt: now, updatedAt: now };
  if (account.sourceUpdatedAt <= before.sourceUpdatedAt) return before;
  return {
    ...account,
    id: before.id,
    version: before.version + 1,
    createdAt: before.createdAt,
    updatedAt: Math.max(now, before.updatedAt),
  };
};

/** The same order in the hands of another customer, as after a merge of two records; the shop's next account may say otherwise. */
export const orderOfCustomer = (order: Order, customerId: string, now: Instant): Order =>
  order.customerId === customerId
    ? order
    : { ...order, customerId, version: order.version + 1, updatedAt: Math.max(now, order.updatedAt) };
