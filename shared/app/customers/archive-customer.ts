import type { customerRoutes } from '#shared/contracts/customers.ts';
import { archiveCustomer as archived } from '#shared/domain/customers/change.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { customerWrites } from './change-customer.ts';

/** `DELETE /v1/customers/{id}`: archives. The record stays and is found by its id. */
export const archiveCustomer: Operation<(typeof customerRoutes)['customers/archive-customer']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, ifMatch }, context) {
    const before = context.found.one(ref('customer', params.id));
    if (!before) throw new Refusal('not_found');
    checkVersion(before, ifMatch);
    const customer = archived(before, context.now);
    return customer === before ? {} : { writes: await customerWrites(before, customer, context) };
  },
};
