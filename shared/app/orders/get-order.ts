import type { orderRoutes } from '#shared/contracts/orders.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { idsOfPerson } from './owner.ts';
import { ticketsOfOrder } from './tickets.ts';
import { orderView } from './views.ts';

/** Whether an order is the calling customer's: of their record, or of one that was merged into it. */
const isOwn = async ({ customerId }: Order, { caller, reader }: Context): Promise<boolean> => {
  if (customerId === caller.id) return true;
  const self = ref('customer', caller.id);
  const customer = (await reader.get([self])).one(self);
  return customer !== undefined && idsOfPerson(customer).includes(customerId);
};

/** `GET /v1/orders/{id}`. To a customer, others' orders are not found. */
export const getOrder: Operation<(typeof orderRoutes)['orders/get-order']> = {
  wants: ({ params }) => [ref('order', params.id)],
  async run({ params }, context) {
    const order = context.found.one(ref('order', params.id));
    if (!order || (context.caller.type === 'customer' && !(await isOwn(order, context))))
      throw new Refusal('not_found');
    return {
      body: { ...orderView(order, context.caller), ticketIds: await ticketsOfOrder(order.id, context) },
      version: order.version,
    };
  },
};
