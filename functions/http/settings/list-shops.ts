import { listShops } from '#shared/app/settings/list-shops.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';

export const route = settingsRoutes['settings/list-shops'];
export const operation = listShops;
