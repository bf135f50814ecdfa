import { holdCustomer } from '#shared/app/customers/legal-hold.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/legal-hold'];
export const operation = holdCustomer;
