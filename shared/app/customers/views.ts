import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { maskAddress, maskEmail, maskName, maskPhone } from '#shared/domain/customers/mask.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import type { Caller } from '../ports.ts';

type Routes = typeof customerRoutes;
export type CustomerView = ResponseOf<Routes['customers/get-customer']>;
export type CustomerSummary = ResponseOf<Routes['customers/list-customers']>['items'][number];

const masked = (customer: Customer, revealed: ReadonlySet<RevealField> = new Set()): Customer => ({
  ...customer,
  name: revealed.has('name') ? customer.name : maskName(customer.name),
  phones: revealed.has('phone') ? customer.phones : customer.phones.map(maskPhone),
  emails: revealed.has('email') ? customer.emails : customer.emails.map(maskEmail),
  addresses: revealed.has('address') ? customer.addresses : customer.addresses.map(maskAddress),
});

/** A customer as this caller may see them: whole for themselves, masked for everybody else but for what is revealed to them (C8). */
export const customerView = (
  customer: Customer,
  caller: Pick<Caller, 'type' | 'id'>,
  revealed?: ReadonlySet<RevealField>,
): CustomerView => {
  const own = caller.type === 'customer' && caller.id === customer.id;
  const { sub: _, ...shown } = own ? customer : masked(customer, revealed);
  return { ...shown, createdAt: iso(customer.createdAt), updatedAt: iso(customer.updatedAt) };
};

/** A customer in a list; always masked. */
export const customerSummary = (customer: Customer): CustomerSummary => {
  const { id, version, status, name, phones, emails, tags, createdAt, updatedAt } = masked(customer);
  return {
    id,
    version,
    status,
    name,
    phones,
    emails,
    tags,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
};
