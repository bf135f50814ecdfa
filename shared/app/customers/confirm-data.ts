import type { privacyRoutes } from '#shared/contracts/privacy.ts';
import { withConfirmed } from '#shared/domain/customers/data-review.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { customerWrites } from './change-customer.ts';
import { checkActive, personOr404 } from './person.ts';
import { customerView } from './views.ts';

/** `POST /v1/customers/{id}/data-confirmation`: the data was looked at; the next look is due a period later (C10). */
export const confirmData: Operation<(typeof privacyRoutes)['customers/confirm-data']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params }, context) {
    const { customer } = await personOr404(params.id, context);
    checkActive(customer);
    const after = withConfirmed(customer, context.now, context.config.settings.privacy.dataReview);
    return {
      body: customerView(after, context),
      version: after.version,
      writes: await customerWrites(customer, after, context),
      audit: [{ action: 'customer.dataConfirmed', object: customer.id }],
    };
  },
};
