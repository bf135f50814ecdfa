import type { ExternalId } from '#shared/domain/customers/customer.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { MAIN_SHOP } from '#shared/domain/settings/shop.ts';
import type { Context } from '../ports.ts';

/** Refuses with `unknown_reference` an external id of a shop that isn't there. */
export const checkShops = (
  externalIds: readonly ExternalId[] | null | undefined,
  { config }: Pick<Context, 'config'>,
): void => {
  const stray = (externalIds ?? []).findIndex(
    ({ shopId }) => shopId !== MAIN_SHOP && !config.shops.has(shopId),
  );
  if (stray >= 0)
    throw refuseField(`externalIds[${stray}].shopId`, 'there is no such shop', 'unknown_reference');
};
