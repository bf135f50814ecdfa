import { getCustomer } from '#shared/app/customers/get-customer.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';

export const route = customerRoutes['customers/get-customer'];
export const operation = getCustomer;
