import { getShop } from '#shared/app/settings/get-shop.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';

export const route = settingsRoutes['settings/get-shop'];
export const operation = getShop;
