import { acceptNotice } from '#shared/app/customers/notices.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/accept-notice'];
export const operation = acceptNotice;
