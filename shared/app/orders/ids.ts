import { ulid } from '#shared/domain/kernel/ids.ts';
import type { Context } from '../ports.ts';

/**
 * The id of a shop's order: it follows from the shop and its order number, so that the order is found in the first round trip, and
 * accounts that come at the same time meet in one record. Keyed, so that an order number doesn't tell the id.
 */
export const orderIdOf = (
  { digest }: Pick<Context, 'digest'>,
  { shopId, externalId }: { readonly shopId: string; readonly externalId: string },
): string => {
  const bytes = Buffer.from(digest('order', JSON.stringify([shopId, externalId])), 'base64url');
  return `ord_${ulid(bytes.readUIntBE(0, 6), bytes.subarray(6, 16))}`;
};
