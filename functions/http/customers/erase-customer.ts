import { eraseCustomer } from '#shared/app/customers/erase-customer.ts';
import { erasureRoutes } from '#shared/contracts/erasure.ts';

export const route = erasureRoutes['customers/erase-customer'];
export const operation = eraseCustomer;
