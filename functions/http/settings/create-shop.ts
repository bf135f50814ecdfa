import { createShop } from '#shared/app/settings/create-shop.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';

export const route = settingsRoutes['settings/create-shop'];
export const operation = createShop;
