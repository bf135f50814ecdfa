import { confirmData } from '#shared/app/customers/confirm-data.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/confirm-data'];
export const operation = confirmData;
