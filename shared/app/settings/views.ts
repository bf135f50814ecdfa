import type { ResponseOf } from '#shared/contracts/route.ts';
import type { settingsRoutes } from '#shared/contracts/settings.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Settings, Shop } from '#shared/domain/settings/settings.ts';
import { shownInbound } from './inbound.ts';

type Routes = typeof settingsRoutes;

export const settingsView = ({
  id: _,
  ...settings
}: Settings): ResponseOf<Routes['settings/get-settings']> => ({
  ...settings,
  inbound: shownInbound(settings.inbound),
  createdAt: iso(settings.createdAt),
  updatedAt: iso(settings.updatedAt),
});

export const shopView = (shop: Shop): ResponseOf<Routes['settings/create-shop']> => ({
  ...shop,
  createdAt: iso(shop.createdAt),
  updatedAt: iso(shop.updatedAt),
});
