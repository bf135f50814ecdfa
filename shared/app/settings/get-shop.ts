import type { settingsRoutes } from '#shared/contracts/settings.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { shopView } from './views.ts';

/** `GET /v1/shops/{id}`. */
export const getShop: Operation<(typeof settingsRoutes)['settings/get-shop']> = {
  run({ params }, { config }) {
    const shop = config.shops.get(params.id);
    if (!shop) throw new Refusal('not_found');
    return { body: shopView(shop), version: shop.version };
  },
};
