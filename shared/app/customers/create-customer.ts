import type { customerRoutes } from '#shared/contracts/customers.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Operation } from '../ports.ts';
import { newCustomerWrites } from './change-customer.ts';
import { lookupRefs } from './lookups.ts';
import { checkShops } from './shops.ts';
import { checkTags } from './tags.ts';
import { customerView } from './views.ts';

/** `POST /v1/customers`. Duplicates are allowed here: the first holder of a phone stays the one who is found by it. */
export const createCustomer: Operation<(typeof customerRoutes)['customers/create-customer']> = {
  wants: ({ body }, about) => lookupRefs(body, about),
  run({ body }, context) {
    checkShops(body.externalIds, context);
    checkTags(body.tags, context);
    const customer = newCustomer(body, { id: context.newId('cus'), now: context.now });
    return {
      body: customerView(customer, context),
      version: customer.version,
      location: `/v1/customers/${customer.id}`,
      writes: newCustomerWrites(customer, context.found, context),
    };
  },
};
