import type { settingsRoutes } from '#shared/contracts/settings.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Shop } from '#shared/domain/settings/settings.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from './config-writes.ts';
import { shopView } from './views.ts';

/** `POST /v1/shops`. Refuses with `name_taken`. */
export const createShop: Operation<(typeof settingsRoutes)['settings/create-shop']> = {
  run({ body: { name } }, context) {
    if ([...context.config.shops.values()].some((shop) => shop.name === name))
      throw new Refusal('name_taken');
    const shop: Shop = {
      id: context.newId('shop'),
      version: 1,
      name,
      createdAt: context.now,
      updatedAt: context.now,
    };
    return {
      body: shopView(shop),
      version: shop.version,
      location: `/v1/shops/${shop.id}`,
      writes: configWrites(context, create('shop', shop)),
    };
  },
};
