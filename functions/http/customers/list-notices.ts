import { listNotices } from '#shared/app/customers/notices.ts';
import { privacyRoutes } from '#shared/contracts/privacy.ts';

export const route = privacyRoutes['customers/list-notices'];
export const operation = listNotices;
