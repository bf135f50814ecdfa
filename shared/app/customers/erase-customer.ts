import type { erasureRoutes } from '#shared/contracts/erasure.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { Context, Operation } from '../ports.ts';
import { put, ref, type Write } from '../records.ts';
import { idsOf, personOr404 } from './person.ts';
import { changesTogether } from './together.ts';

type Route = (typeof erasureRoutes)['customers/erase-customer'];

/**
 * `POST /v1/customers/{id}/erase`. In one transaction the record loses everything personal, the keys of whatever else is kept of the
 * person are destroyed, and nothing finds them any more; their cases follow in steps. Asked again it answers the same.
 */
export const eraseCustomer: Operation<Route> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params }, context) {
    const { customer } = await personOr404(params.id, context);
    if (customer.privacy?.legalHold !== undefined) throw new Refusal('conflict', { status: 'legalHold' });
    if (customer.status === 'erased') return answer(customer);
    const erased = erasedCustomer(customer, context.now);
    return {
      ...answer(erased),
      writes: await erasureWrites(customer, erased, context),
      audit: [{ action: 'customer.erasureRequested', object: customer.id }],
    };
  },
};

const answer = (customer: Customer) => ({
  body: {
    id: customer.id,
    status: 'erased' as const,
    erasure: erasureView(customer),
  },
});

const erasureView = ({ privacy, updatedAt }: Customer) => ({
  requestedAt: iso(privacy?.erasure?.requestedAt ?? updatedAt),
  doneAt: isoOrNull(privacy?.erasure?.doneAt),
});

/**
 * Everything that has to be gone at once: the record, its keys and those of records merged into it, whatever finds them, their sign-ins,
 * and what a merge could be undone from. The empty records that were merged follow with the cases.
 */
export const erasureWrites = async (
  before: Customer,
  erased: Customer,
  context: Context,
): Promise<readonly Write[]> => {
  const [, ...others] = idsOf(before);
  const refs = others.map((id) => ref('customer', id));
  const found = await context.reader.get(refs);
  const merged = refs.flatMap((each) => found.one(each) ?? []);
  return [
    ...(await changesTogether([{ before, after: erased }], context)),
    // A restore to a time before a merge brings the merged ones back as people of their own.
    ...idsOf(before).map((customerId) => put('tombstone', { customerId, erasedAt: context.now })),
    ...idsOf(before).map((customerId): Write => ({ op: 'forget', customerId })),
    ...merged.flatMap(({ sub }): Write[] =>
      sub === undefined ? [] : [{ op: 'remove', ref: ref('principal', sub) }],
    ),
    ...merged.flatMap(({ id, privacy }): Write[] =>
      privacy?.mergedAt === undefined
        ? []
        : [{ op: 'remove', ref: ref('merge', id, String(privacy.mergedAt)) }],
    ),
  ];
};
