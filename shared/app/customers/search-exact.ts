import type { Customer } from '#shared/domain/customers/customer.ts';
import { canonicalEmail } from '#shared/domain/customers/email.ts';
import { canonicalPhone } from '#shared/domain/customers/phone.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { MAIN_SHOP } from '#shared/domain/settings/shop.ts';
import { orderIdOf } from '../orders/ids.ts';
import { answering } from '../orders/owner.ts';
import type { Context } from '../ports.ts';
import { type Found, type Ref, ref } from '../records.ts';
import { maySee } from '../tickets/access.ts';
import { lookupRefs } from './lookups.ts';

/** In so many shops a number is looked up; nobody runs more. */
const MOST_SHOPS = 15;
const LONGEST_NUMBER = 100;

type Digesting = Pick<Context, 'digest'>;

const isId = (prefix: 'cus' | 'ord' | 'tkt', text: string): boolean =>
  idSchema(prefix).safeParse(text).success;

/** `K7-4M2Q9` as people write it: in any case, Crockford's look-alikes folded. */
const ticketNumber = (text: string): string | undefined => {
  const plain = text.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{5}$/.test(plain) ? plain : undefined;
};

/** `q` as it may name something, or `undefined` for what nothing is called. */
const nameIn = (q: string): string | undefined => {
  const text = q.normalize('NFC').trim();
  return text === '' || text.length > LONGEST_NUMBER ? undefined : text;
};

/** What a text may name in a shop: a number that a customer or an order has there. */
const inShop = (id: string, shopId: string, about: Digesting) => ({
  lookups: lookupRefs({ externalIds: [{ shopId, id }] }, about),
  order: ref('order', orderIdOf(about, { shopId, externalId: id })),
});

/** What a text may name without a shop: a phone, an e-mail address, an id, the number of a case. */
const anywhere = (text: string, about: Digesting) => {
  const [phone, email, number] = [canonicalPhone(text), canonicalEmail(text), ticketNumber(text)];
  return {
    lookups: lookupRefs(
      { phones: phone === undefined ? [] : [phone], emails: email === undefined ? [] : [email] },
      about,
    ),
    orders: isId('ord', text) ? [ref('order', text)] : [],
    claim: number === undefined ? undefined : ref('ticketNumber', number),
    ticket: isId('tkt', text) ? ref('ticket', text) : undefined,
    customer: isId('cus', text) ? ref('customer', text) : undefined,
  };
};

/**
 * What `q` may name as a whole, as far as it can be told before the settings are known: everything but numbers in shops of their own.
 * What it finds is in `found` of the context that `namedExactly` gets.
 */
export const exactWants = (q: string, about: Digesting): readonly Ref[] => {
  const text = nameIn(q);
  if (text === undefined) return [];
  const { lookups, orders, claim, ticket, customer } = anywhere(text, about);
  const main = inShop(text, MAIN_SHOP, about);
  const records = [claim, ticket, customer].filter((each) => each !== undefined);
  return [...main.lookups, main.order, ...lookups, ...orders, ...records];
};

/** The customer of the case with this id or number, for who may read that case: a number must not tell more than the case would. */
const customerOfTicket = async (
  { claim, ticket }: ReturnType<typeof anywhere>,
  { found, reader, caller }: Context,
): Promise<string | undefined> => {
  const claimed = claim && found.one(claim)?.ticketId;
  const named = claimed === undefined ? undefined : ref('ticket', claimed);
  const wanted = named ?? ticket;
  if (wanted === undefined) return undefined;
  const head = (named ? await reader.get([named]) : found).one(wanted);
  const mayRead = head && caller.permissions.has('tickets.read') && maySee(caller, head);
  return mayRead ? head.customerId : undefined;
};

/** In the first shop's place what was found in the first round trip; further shops are asked now. */
const inShops = async (text: string, context: Context) => {
  const { config, found, reader } = context;
  const main = inShop(text, MAIN_SHOP, context);
  const others = [...config.shops.keys()]
    .filter((id) => id !== MAIN_SHOP)
    .slice(0, MOST_SHOPS - 1)
    .map((shopId) => inShop(text, shopId, context));
  const wanted = others.flatMap(({ lookups, order }) => [...lookups, order]);
  const there: Found = wanted.length === 0 ? found : await reader.get(wanted);
  const holdersIn = (records: Found, { lookups }: ReturnType<typeof inShop>): readonly string[] =>
    lookups.flatMap((lookup) => records.one(lookup)?.customerIds ?? []);
  const buyerIn = (records: Found, { order }: ReturnType<typeof inShop>): readonly string[] => {
    const buyer = records.one(order)?.customerId;
    return buyer === undefined ? [] : [buyer];
  };
  return {
    holders: [...holdersIn(found, main), ...others.flatMap((other) => holdersIn(there, other))],
    buyers: [...buyerIn(found, main), ...others.flatMap((other) => buyerIn(there, other))],
  };
};

/**
 * Those whom `q` names as a whole: by an id of theirs, of an order or a case, by the number of a case, an order or their own in a shop, by
 * a phone or an e-mail address. Who was merged into another is that one. Reads by key alone; `exactWants` was read before.
 */
export const namedExactly = async (q: string, context: Context): Promise<readonly Customer[]> => {
  const text = nameIn(q);
  if (text === undefined) return [];
  const { found, reader, caller } = context;
  const names = anywhere(text, context);
  const [ofTicket, { holders, buyers }] = await Promise.all([
    customerOfTicket(names, context),
    inShops(text, context),
  ]);
  const ofOrders = [...names.orders.flatMap((order) => found.one(order)?.customerId ?? []), ...buyers];
  const ids = [
    ...(names.customer ? [text] : []),
    ...(ofTicket === undefined ? [] : [ofTicket]),
    ...(caller.permissions.has('orders.read') ? ofOrders : []),
    ...holders,
    ...names.lookups.flatMap((lookup) => found.one(lookup)?.customerIds ?? []),
  ];
  const whole = [...new Set(ids)];
  const heads = whole.length === 0 ? found : await reader.get(whole.map((id) => ref('customer', id)));
  const persons = await Promise.all(whole.map((id) => answering(id, { found: heads, reader })));
  return [...new Map(persons.flatMap((person) => (person ? [[person.id, person] as const] : []))).values()];
};
