import { mergeCustomer } from '#shared/app/customers/merge-customer.ts';
import { mergeRoutes } from '#shared/contracts/merge.ts';

export const route = mergeRoutes['customers/merge-customer'];
export const operation = mergeCustomer;
