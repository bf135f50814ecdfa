import type { privacyRoutes } from '#shared/contracts/privacy.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { customerWrites } from './change-customer.ts';
import { checkActive, personOr404 } from './person.ts';
import { customerView } from './views.ts';

/** `POST /v1/customers/{id}/legal-hold`: while it lasts nothing of the customer is erased, by rule or by hand. Said again it changes nothing. */
export const holdCustomer: Operation<(typeof privacyRoutes)['customers/legal-hold']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, body }, context) {
    const { customer } = await personOr404(params.id, context);
    checkActive(customer);
    const isHeld = customer.privacy?.legalHold !== undefined;
    if (isHeld === body.hold) return { body: customerView(customer, context), version: customer.version };
    const held = withHold(customer, body.hold, context.now, context.caller.id);
    return {
      body: customerView(held, context),
      version: held.version,
      writes: await customerWrites(customer, held, context),
      audit: [{ action: body.hold ? 'customer.held' : 'customer.released', object: customer.id }],
    };
  },
};

const withHold = (customer: Customer, hold: boolean, now: number, by: string): Customer => {
  const { legalHold: _, ...rest } = customer.privacy ?? {};
  return {
    ...customer,
    version: customer.version + 1,
    updatedAt: Math.max(now, customer.updatedAt),
    privacy: { ...rest, ...(hold ? { legalHold: { since: now, by } } : {}) },
  };
};
