import { canonicalEmail } from '#shared/domain/customers/email.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { canonicalPhone } from '#shared/domain/customers/phone.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { MAIN_SHOP } from '#shared/domain/settings/shop.ts';
import { orderIdOf } from '../orders/ids.ts';
import { answering } from '../orders/owner.ts';
import type { Context } from '../ports.ts';
import { type Ref, ref } from '../records.ts';
import { maySee } from '../tickets/access.ts';
import { lookupDigest } from './lookups.ts';

/** In so many shops a number is looked up; nobody runs more. */
const MOST_SHOPS = 15;
const LONGEST_NUMBER = 100;

const isId = (prefix: 'cus' | 'ord' | 'tkt', text: string): boolean =>
  idSchema(prefix).safeParse(text).success;

/** `K7-4M2Q9` as people write it: in any case, Crockford's look-alikes folded. */
const ticketNumber = (text: string): string | undefined => {
  const plain = text.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{5}$/.test(plain) ? plain : undefined;
};

const shopsOf = ({ config }: Context): readonly string[] =>
  [...new Set([MAIN_SHOP, ...config.shops.keys()])].slice(0, MOST_SHOPS);

/** What a whole phone, e-mail address or number of a shop finds. */
const lookupsOf = (
  q: string,
  shops: readonly string[],
  context: Context,
): readonly Ref<'customerLookup'>[] => {
  const [phone, email] = [canonicalPhone(q), canonicalEmail(q)];
  const values = lookupValues({
    phones: phone === undefined ? [] : [phone],
    emails: email === undefined ? [] : [email],
    externalIds: shops.map((shopId) => ({ shopId, id: q })),
  });
  return values.map((value) => ref('customerLookup', lookupDigest(value, context)));
};

const ordersOf = (q: string, shops: readonly string[], context: Context): readonly Ref<'order'>[] => {
  if (!context.caller.permissions.has('orders.read')) return [];
  const byNumber = shops.map((shopId) => ref('order', orderIdOf(context, { shopId, externalId: q })));
  return isId('ord', q) ? [ref('order', q), ...byNumber] : byNumber;
};

/** The customer of the case with this id or number, for who may read that case: a number must not tell more than the case would. */
const customerOfTicket = async (q: string, { reader, caller }: Context): Promise<string | undefined> => {
  const number = ticketNumber(q);
  const claim = number === undefined ? undefined : ref('ticketNumber', number);
  const named = claim && (await reader.get([claim])).one(claim)?.ticketId;
  const id = named ?? (isId('tkt', q) ? q : undefined);
  if (id === undefined) return undefined;
  const wanted = ref('ticket', id);
  const ticket = (await reader.get([wanted])).one(wanted);
  const mayRead = ticket && caller.permissions.has('tickets.read') && maySee(caller, ticket);
  return mayRead ? ticket.customerId : undefined;
};

/**
 * Ids of those whom `q` names as a whole: by an id of theirs, of an order or a case, by the number of a case, an order or their own in a
 * shop, by a phone or an e-mail address. Who was merged into another is that one. Reads by key alone.
 */
export const namedExactly = async (q: string, context: Context): Promise<readonly string[]> => {
  const text = q.normalize('NFC').trim();
  if (text === '' || text.length > LONGEST_NUMBER) return [];
  const shops = shopsOf(context);
  const [lookups, orders] = [lookupsOf(text, shops, context), ordersOf(text, shops, context)];
  const [found, ofTicket] = await Promise.all([
    context.reader.get([...lookups, ...orders]),
    customerOfTicket(text, context),
  ]);
  const ids = [
    ...(isId('cus', text) ? [text] : []),
    ...(ofTicket === undefined ? [] : [ofTicket]),
    ...orders.flatMap((order) => found.one(order)?.customerId ?? []),
    ...lookups.flatMap((lookup) => found.one(lookup)?.customerIds ?? []),
  ];
  const whole = [...new Set(ids)];
  const { reader } = context;
  const heads = await reader.get(whole.map((id) => ref('customer', id)));
  const persons = await Promise.all(whole.map((id) => answering(id, { found: heads, reader })));
  return [...new Set(persons.flatMap((person) => person?.id ?? []))];
};
