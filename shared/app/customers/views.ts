import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { maskAddress, maskEmail, maskName, maskPhone } from '#shared/domain/customers/mask.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Caller } from '../ports.ts';

type Routes = typeof customerRoutes;
export type CustomerView = ResponseOf<Routes['customers/get-customer']>;
export type CustomerSummary = ResponseOf<Routes['customers/list-customers']>['items'][number];

const masked = (customer: Customer): Customer => ({
  ...customer,
  name: maskName(customer.name),
  phones: customer.phones.map(maskPhone),
  emails: customer.emails.map(maskEmail),
  addresses: customer.addresses.map(maskAddress),
});

/** A customer as this caller may see them: whole for themselves, masked for everybody else (C8). */
export const customerView = (customer: Customer, caller: Pick<Caller, 'type' | 'id'>): CustomerView => {
  const own = caller.type === 'customer' && caller.id === customer.id;
  const { sub: _, ...shown } = own ? customer : masked(customer);
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
