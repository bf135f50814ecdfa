import { listCustomers } from '#shared/app/customers/list-customers.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';

export const route = customerRoutes['customers/list-customers'];
export const operation = listCustomers;
