import { createCustomer } from '#shared/app/customers/create-customer.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';

export const route = customerRoutes['customers/create-customer'];
export const operation = createCustomer;
