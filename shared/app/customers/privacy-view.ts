import type { Customer } from '#shared/domain/customers/customer.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { CustomerView } from './views.ts';

type Shown = Pick<CustomerView, 'merged' | 'erasure' | 'dataReview' | 'legalHold'>;

/** What a customer's record shows of merges, rights and reviews of its data. */
export const privacyView = ({ privacy = {} }: Pick<Customer, 'privacy'>): Shown => {
  const { merged, erasure, dataReview, legalHold } = privacy;
  return {
    ...(merged && merged.length > 0
      ? { merged: merged.map(({ customerId, at }) => ({ customerId, at: iso(at) })) }
      : {}),
    ...(erasure
      ? { erasure: { requestedAt: iso(erasure.requestedAt), doneAt: isoOrNull(erasure.doneAt) } }
      : {}),
    ...(dataReview
      ? {
          dataReview: {
            confirmedAt: iso(dataReview.confirmedAt),
            dueAt: iso(dataReview.dueAt),
            remindedAt: isoOrNull(dataReview.remindedAt),
          },
        }
      : {}),
    ...(legalHold ? { legalHold: true } : {}),
  };
};
