import { isUntraced, type Order, untraced } from '#shared/domain/orders/order.ts';
import type { PageAsk, Position } from '../lists.ts';
import type { Context } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import type { WorkTools } from './step.ts';

const PAGE: PageAsk['limit'] = 50;
/** So many records are written in one transaction. */
const CHUNK = 20;

/**
 * Takes the numbers of parcels out of every order of a record: they lead to a door. What was bought, and when, stays. Done again it finds
 * nothing more to do; an order that changes meanwhile is a lost race.
 */
export const blankOrders = async (
  customerId: string,
  context: Pick<Context, 'lists' | 'reader' | 'now'>,
  tools: Pick<WorkTools, 'commit'>,
): Promise<void> => {
  let after: Position | undefined;
  do {
    const slice = await context.lists.orders({ customerIds: [customerId] }, { limit: PAGE, after });
    const refs = slice.items.map(({ id }) => ref('order', id));
    const found = await context.reader.get(refs);
    const writes = refs
      .flatMap((each) => found.one(each) ?? [])
      .filter((order) => !isUntraced(order))
      .map((order) => blanked(order, context.now));
    for (let at = 0; at < writes.length; at += CHUNK) await tools.commit(writes.slice(at, at + CHUNK));
    after = slice.next;
  } while (after !== undefined);
};

const blanked = (order: Order, now: number): Write =>
  update('order', order, {
    ...order,
    shipments: untraced(order.shipments),
    version: order.version + 1,
    updatedAt: Math.max(now, order.updatedAt),
  });
