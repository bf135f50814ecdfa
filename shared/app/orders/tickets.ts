import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { maySee } from '../tickets/access.ts';

/** An order has a case or two; more than this are shown by the list of tickets only. */
const MOST_TICKETS = 100;

/** Ids of the cases about an order that the caller may know of, the newest first. */
export const ticketsOfOrder = async (
  orderId: string,
  { caller, lists, reader }: Pick<Context, 'caller' | 'lists' | 'reader'>,
): Promise<string[]> => {
  const ids = await lists.ticketsOfOrder(orderId, MOST_TICKETS);
  if (ids.length === 0 || (caller.type !== 'customer' && caller.scope === 'all')) return [...ids];
  const found = await reader.get(ids.map((id) => ref('ticket', id)));
  return ids.filter((id) => {
    const ticket = found.one(ref('ticket', id));
    return ticket !== undefined && maySee(caller, ticket);
  });
};
