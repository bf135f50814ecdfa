import type { customerRoutes } from '#shared/contracts/customers.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { customerView } from './views.ts';

/** `GET /v1/customers/{id}`. To a customer, others are not found. */
export const getCustomer: Operation<(typeof customerRoutes)['customers/get-customer']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  run({ params }, { found, caller }) {
    const customer = found.one(ref('customer', params.id));
    if (!customer || (caller.type === 'customer' && caller.id !== customer.id))
      throw new Refusal('not_found');
    return { body: customerView(customer, caller), version: customer.version };
  },
};
