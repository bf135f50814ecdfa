import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Principal } from '../ports.ts';
import { put, type Write } from '../records.ts';
import { idsOf } from './person.ts';

/** What the records kept of a merge are sealed for. */
export const aboutMerge = (duplicateId: string): string => `merge|${duplicateId}`;

const principalOf = (sub: string, customer: Customer): Principal => {
  const [, ...formerIds] = idsOf(customer);
  return {
    sub,
    type: 'customer',
    id: customer.id,
    roleId: 'customer',
    teamIds: [],
    status: 'active',
    ...(formerIds.length > 0 ? { formerIds } : {}),
  };
};

/** Every sign-in of these records is the customer's: who signed in as the duplicate is the survivor, and sees what was there before. */
export const signInWrites = (customer: Customer, others: readonly Customer[]): readonly Write[] => {
  const subs = [customer, ...others].flatMap(({ sub }) => sub ?? []);
  return [...new Set(subs)].map((sub) => put('principal', principalOf(sub, customer)));
};
