import { canonicalEmail } from '../customers/email.ts';
import { canonicalPhone } from '../customers/phone.ts';
import type { Body } from './cells.ts';
import type { ImportResource } from './import.ts';

const textIn = (value: unknown): string | undefined => {
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  return text === '' ? undefined : text;
};

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/**
 * What tells a row from every other one: the shop's own number for it; a customer without one is told by the first phone, else by the first
 * e-mail (`api.md`, Imports). `undefined` where there is none: then the row isn't taken.
 */
export const rowKeyOf = (resource: ImportResource, body: Body, defaultShop: string): string | undefined => {
  const shop = textIn(body['shopId']) ?? defaultShop;
  const own = textIn(body['externalId']);
  if (own !== undefined) return `${resource}:${shop}:${own}`;
  if (resource !== 'customers') return undefined;
  const other = first(body['externalIds']);
  const otherId = textIn(propertyOf(other, 'id'));
  if (otherId !== undefined)
    return `customers:${textIn(propertyOf(other, 'shopId')) ?? defaultShop}:${otherId}`;
  const phone = canonicalPhone(textIn(first(body['phones'])) ?? '');
  if (phone !== undefined) return `customers:phone:${phone}`;
  const email = canonicalEmail(textIn(first(body['emails'])) ?? '');
  return email === undefined ? undefined : `customers:email:${email.toLowerCase()}`;
};

/** Rows that concern one person follow one another, since all of them change that person's record. */
export const laneOf = (resource: ImportResource, body: Body): string | undefined => {
  if (resource === 'customers') return undefined;
  if (resource === 'orders') return JSON.stringify(body['customer'] ?? null);
  const { customerExternalId, customerPhone, customerEmail } = body;
  return JSON.stringify([customerExternalId ?? customerPhone ?? customerEmail ?? null]);
};

/** What of a case is past and can't be changed by a later file. */
export const pastOf = (body: Body): string =>
  JSON.stringify(
    [
      ...['body', 'channel', 'customerExternalId', 'customerPhone', 'customerEmail', 'createdAt'],
      ...['messages', 'events'],
    ].map((field) => body[field] ?? null),
  );
