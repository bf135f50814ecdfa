import type { customerRoutes } from '#shared/contracts/customers.ts';
import { patchCustomer } from '#shared/domain/customers/change.ts';
import { withConfirmed } from '#shared/domain/customers/data-review.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { customerWrites } from './change-customer.ts';
import { checkShops } from './shops.ts';
import { checkTags } from './tags.ts';
import { customerView } from './views.ts';

/** `PATCH /v1/customers/{id}`. Lists are replaced whole; `null` takes a field away. */
export const updateCustomer: Operation<(typeof customerRoutes)['customers/update-customer']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, body, ifMatch }, context) {
    const before = context.found.one(ref('customer', params.id));
    if (!before) throw new Refusal('not_found');
    checkVersion(before, ifMatch);
    checkShops(body.externalIds, context);
    checkTags(body.tags, context, before.tags);
    const patched = patchCustomer(before, body, context.now);
    const plan = context.config.settings.privacy.dataReview;
    // Whoever changes the data has looked at it.
    const customer = { ...withConfirmed(patched, context.now, plan), version: patched.version };
    return {
      body: customerView(customer, context),
      version: customer.version,
      writes: await customerWrites(before, customer, context),
    };
  },
};
