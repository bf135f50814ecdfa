import { unmergeCustomer } from '#shared/app/customers/unmerge-customer.ts';
import { mergeRoutes } from '#shared/contracts/merge.ts';

export const route = mergeRoutes['customers/unmerge-customer'];
export const operation = unmergeCustomer;
