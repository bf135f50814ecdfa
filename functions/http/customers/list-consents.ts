import { listConsents } from '#shared/app/customers/consents.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/list-consents'];
export const operation = listConsents;
