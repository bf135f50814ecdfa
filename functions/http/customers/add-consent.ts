import { addConsent } from '#shared/app/customers/consents.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/add-consent'];
export const operation = addConsent;
