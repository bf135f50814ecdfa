import { updateCustomer } from '#shared/app/customers/update-customer.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';

export const route = customerRoutes['customers/update-customer'];
export const operation = updateCustomer;
