import type { Customer } from '#shared/domain/customers/customer.ts';
import { type CustomerQuery, fitsCustomerQuery } from '#shared/domain/customers/list.ts';
import type { Lead, Token } from '#shared/domain/customers/search.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { PageAsk, Position, Slice } from '../lists.ts';
import type { Context, ListsAhead } from '../ports.ts';
import { namedExactly } from './search-exact.ts';
import { isNothing, searchLeads } from './search-leads.ts';

/*
 * One search looks in several places: what `q` names as a whole, and each lead of `searchLeads`. The places are gone through one after the
 * other, each in the order of its entries; who would come in an earlier place, or comes twice in one, is left out there by what the record
 * itself says. So a position is a place and an entry in it, and a page needs to know nothing of those before it.
 */

/** Bounds of one page: entries read, and heads read for them. Then the page is shorter and the next one goes on. */
const MOST_ENTRIES = 1000;
const MOST_HEADS = 400;

/** What those who are found must fit besides; without a status they are active. */
type Filters = Omit<CustomerQuery, 'sort' | 'status'> & { readonly status: Customer['status'] | undefined };

/** An entry of one place: where it stands there, and whom it names. */
type Entry = { readonly at: string; readonly customerId: string };
type Heads = ReadonlyMap<string, Customer>;
type Place = {
  read(page: PageAsk): Promise<Slice<Entry>>;
  /** Where in this place the customer comes; `undefined` when they don't. */
  entryOf(customer: Customer): string | undefined;
};

const wholePlace = (persons: readonly Customer[]): Place => {
  const entries = persons.map(({ id: customerId }, n) => ({ at: String(n).padStart(6, '0'), customerId }));
  return {
    read: ({ limit, after }) => {
      const rest = entries.filter(({ at }) => after === undefined || at > after.sort);
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const next = rest.length > items.length && last ? { sort: last.at, id: '' } : undefined;
      return Promise.resolve({ items, next });
    },
    entryOf: ({ id }) => entries.find(({ customerId }) => customerId === id)?.at,
  };
};

const entryName = ({ rest }: Token, customerId: string): string => `${rest}#${customerId}`;

const leadPlace = (lead: Lead, { lists }: Context): Place => ({
  async read(page) {
    const { items, next } = await lists.searchTokens(lead.key, lead.rest, page);
    return {
      items: items.map((token) => ({ at: entryName(token, token.customerId), customerId: token.customerId })),
      next,
    };
  },
  entryOf(customer) {
    const first = lead.isMeant(customer) ? lead.firstOf(customer) : undefined;
    return first && entryName(first, customer.id);
  },
});

/** `3|zhangsan#cus_…`: the third place, behind that entry. */
const positionIn = (place: number, at: string): Position => ({ sort: `${place}|${at}`, id: '' });

const opened = (after: Position | undefined): { place: number; at: string | undefined } => {
  if (after === undefined) return { place: 0, at: undefined };
  const bar = after.sort.indexOf('|');
  const at = after.sort.slice(bar + 1);
  return { place: Number(after.sort.slice(0, bar)), at: at === '' ? undefined : at };
};

const pageAfter = (at: string | undefined, limit: number): PageAsk => ({
  limit,
  after: at === undefined ? undefined : { sort: at, id: '' },
});

const nothingToSearch = () =>
  refuseField('q', 'must hold a Chinese character, two letters or three digits', 'filter_too_broad');

/** So many entries are read of each place at once: most are empty or short, so that their beginnings are read together. */
const shareOf = (limit: number, leads: number): number =>
  Math.max(1, Math.min(limit + 1, Math.floor(MOST_ENTRIES / 2 / (leads + 1))));

/** Asks for the beginnings that the first page of a search will ask for. */
export const searchAhead = (
  q: string,
  limit: number,
  lists: Pick<ListsAhead, 'searchTokens'>,
  about: Pick<Context, 'digest'>,
): void => {
  const leads = searchLeads(q, about);
  const page = pageAfter(undefined, shareOf(limit, leads.length));
  for (const { key, rest } of leads) void lists.searchTokens(key, rest, page);
};

/** Heads of those whom the beginnings name, as far as the page is sure to come to them. */
const headsOf = async (
  beginnings: readonly (Slice<Entry> | undefined)[],
  limit: number,
  { lists }: Context,
): Promise<Heads> => {
  const ids: string[] = [];
  for (const slice of beginnings) {
    ids.push(...(slice?.items ?? []).map(({ customerId }) => customerId));
    if (ids.length > limit || slice?.next !== undefined) break;
  }
  return lists.customersById(ids.slice(0, limit + 1));
};

/**
 * One page of those whom `q` means (C6), in the order of the places they are found in. Refuses with `filter_too_broad` what nobody can be
 * found by. `q` is in no error and no log.
 */
export const searchCustomers = async (
  q: string,
  query: Filters,
  page: PageAsk,
  context: Context,
): Promise<Slice<Customer>> => {
  const found = searchLeads(q, context);
  const leads = found.map((lead) => leadPlace(lead, context));
  const start = opened(page.after);
  const share = shareOf(page.limit, leads.length);
  const beginningOf = (place: Place, n: number): Promise<Slice<Entry>> | undefined =>
    n < start.place ? undefined : place.read(pageAfter(n === start.place ? start.at : undefined, share));
  const reading = Promise.all(leads.map((place, n) => beginningOf(place, n + 1)));
  // What `q` names whole comes first, but that is seldom anybody: the heads of the others are read meanwhile.
  const [persons, ofLeads, heads] = await Promise.all([
    namedExactly(q, context),
    reading,
    reading.then((slices) => headsOf(slices, page.limit, context)),
  ]);
  if (isNothing(q, found) && persons.length === 0) throw nothingToSearch();
  const whole = wholePlace(persons);
  // Who is archived is found by what names them whole, and by nothing else.
  const fits = (customer: Customer, place: number): boolean => {
    const status = query.status ?? (place === 0 && customer.status === 'archived' ? 'archived' : 'active');
    return fitsCustomerQuery(customer, { ...query, status });
  };
  const beginnings = [await beginningOf(whole, 0), ...ofLeads];
  const known = new Map([...heads, ...persons.map((person) => [person.id, person] as const)]);
  return walk({ places: [whole, ...leads], beginnings, known, fits, share }, page, context);
};

/** In no earlier place, and nowhere before in this one. */
const comesHere = (places: readonly Place[], n: number, customer: Customer, at: string): boolean =>
  places[n]?.entryOf(customer) === at &&
  places.slice(0, n).every((place) => place.entryOf(customer) === undefined);

type Beginnings = readonly (Slice<Entry> | undefined)[];
const isEmpty = (slice: Slice<Entry> | undefined): boolean =>
  slice === undefined || (slice.items.length === 0 && slice.next === undefined);

/** Where the next page begins when this one ends with a place: at the next one, if anything lies behind. */
const behind = (n: number, beginnings: Beginnings): Position | undefined =>
  beginnings.slice(n + 1).every(isEmpty) ? undefined : positionIn(n + 1, '');

type Walk = {
  readonly places: readonly Place[];
  /** Of each place from the one where the page begins. */
  readonly beginnings: Beginnings;
  /** Heads that were read already. */
  readonly known: Heads;
  fits(customer: Customer, place: number): boolean;
  /** So many entries are read at once. */
  readonly share: number;
};

const withHeads = async (
  entries: readonly Entry[],
  known: Heads,
  lists: Pick<Context['lists'], 'customersById'>,
): Promise<Heads> => {
  const unknown = entries.flatMap(({ customerId }) => (known.has(customerId) ? [] : [customerId]));
  return unknown.length === 0 ? known : new Map([...known, ...(await lists.customersById(unknown))]);
};

const walk = async (
  { places, beginnings, known, fits, share }: Walk,
  { limit, after }: PageAsk,
  { lists }: Context,
): Promise<Slice<Customer>> => {
  const start = opened(after);
  const read = { entries: beginnings.reduce((sum, slice) => sum + (slice?.items.length ?? 0), 0), heads: 0 };
  const items: Customer[] = [];
  for (let n = start.place; n < places.length; n++) {
    let slice = beginnings[n];
    let reached = n === start.place ? (start.at ?? '') : '';
    while (slice !== undefined) {
      const found = await withHeads(slice.items, known, lists);
      read.heads += slice.items.length;
      for (const { at, customerId } of slice.items) {
        if (items.length === limit) return { items, next: positionIn(n, reached) };
        reached = at;
        const customer = found.get(customerId);
        if (customer && comesHere(places, n, customer, at) && fits(customer, n)) items.push(customer);
      }
      if (slice.next === undefined) break;
      if (items.length === limit || read.entries >= MOST_ENTRIES || read.heads >= MOST_HEADS)
        return { items, next: positionIn(n, slice.next.sort) };
      slice = await places[n]?.read(pageAfter(slice.next.sort, share));
      read.entries += slice?.items.length ?? 0;
    }
    if (items.length === limit || read.heads >= MOST_HEADS) return { items, next: behind(n, beginnings) };
  }
  return { items, next: undefined };
};
