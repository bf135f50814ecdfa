import { archiveCustomer } from '#shared/app/customers/archive-customer.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';

export const route = customerRoutes['customers/archive-customer'];
export const operation = archiveCustomer;
