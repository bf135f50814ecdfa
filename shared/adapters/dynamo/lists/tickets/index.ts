import type { Lists, PageAsk, Slice } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { type TicketCard, type TicketQuery, ticketCardSchema } from '#shared/domain/tickets/list.ts';
import { cardOf } from '../../items/ticket.ts';
import { indexes, keys, type Shards } from '../../keys.ts';
import { foundOf, getItems, keyOf, queryPage } from '../../read.ts';
import type { Table } from '../../table.ts';
import { matches } from './matches.ts';
import { type Entry, mergedList, positionOfKey } from './merge.ts';
import { byCreation, type Plan, planOf } from './plan.ts';

/** Lists of tickets, each by the index that serves it (T12). */
export const ticketList =
  (table: Table): Lists['tickets'] =>
  async (query, page) => {
    if (query.visibleTeams?.length === 0 && query.customerId === undefined) return nobody;
    if (query.number !== undefined) return byNumber(table, query.number, query);
    if (query.orderId !== undefined)
      return fewTickets(await idsOfOrder(table, query.orderId), table, query, page);
    if (query.customerId !== undefined && query.sort === 'dueAt') {
      return fewTickets(await idsOfPerson(table, idsIn(query)), table, query, page);
    }
    return walk(table, casesPlan(query, table.shards), query, page);
  };

/** Which partitions hold the cases of a query that names no number and no order. */
export const casesPlan = (query: TicketQuery, shards: Shards): Plan =>
  query.customerId === undefined ? planOf(query, shards) : ofPerson(idsIn(query), query);

const nobody: Slice<TicketCard> = { items: [], next: undefined };

const idsIn = ({ customerId = '', formerIds = [] }: TicketQuery): readonly string[] => [
  customerId,
  ...formerIds,
];

const ofPerson = (ids: readonly string[], query: TicketQuery): Plan => ({
  sources: ids.map((id) => ({ index: 'gsi4', partition: indexes.ticketsOfCustomer(id) })),
  ...byCreation(query),
});

/** Follows the merged list until the page is full; entries that don't belong are passed over and not asked for again. */
const walk = async (
  table: Table,
  plan: Plan,
  query: TicketQuery,
  { limit, after }: PageAsk,
): Promise<Slice<TicketCard>> => {
  const list = mergedList(table, plan, after, limit);
  const items: TicketCard[] = [];
  const seen = new Set<string>();
  let last: string | undefined;
  let passed = 0;
  let taken = 0;
  for (let heads = 0; items.length < limit && heads < 2; ) {
    const entries: Entry[] = [];
    for (let entry = await list.next(); entry; entry = entries.length < limit ? await list.next() : undefined)
      entries.push(entry);
    if (entries.length === 0) break;
    taken += entries.length;
    const bare = entries.filter(({ item }) => item['card'] === undefined);
    const cards = new Map([...cardsIn(entries), ...(bare.length === 0 ? [] : await cardsOf(table, bare))]);
    if (bare.length > 0) heads++;
    for (const entry of entries) {
      if (items.length === limit) break;
      last = entry.key;
      passed++;
      const card = cards.get(entry.id);
      if (!card || seen.has(entry.id) || !matches(card, query)) continue;
      seen.add(entry.id);
      items.push(card);
    }
    if (list.spent()) break;
  }
  // What was taken from the list but no longer fitted on the page comes with the next one.
  return {
    items,
    next: last !== undefined && (passed < taken || list.more()) ? positionOfKey(last) : undefined,
  };
};

/** Of two entries of one ticket, as an index shows for a moment after a change, the newer one counts. */
const cardsIn = (entries: readonly Entry[]): Map<string, TicketCard> => {
  const cards = new Map<string, TicketCard>();
  for (const { id, item } of entries) {
    if (item['card'] === undefined) continue;
    const card = ticketCardSchema.parse(item['card']);
    if ((cards.get(id)?.version ?? 0) < card.version) cards.set(id, card);
  }
  return cards;
};

const cardsOf = async (
  table: Table,
  entries: readonly { readonly id: string }[],
): Promise<Map<string, TicketCard>> => {
  const refs = [...new Set(entries.map(({ id }) => id))].map((id) => ref('ticket', id));
  const found = foundOf(await getItems(table, refs.map(keyOf), false));
  return new Map(
    refs.flatMap((each) => {
      const ticket = found.one(each);
      return ticket ? [[ticket.id, cardOf(ticket)] as const] : [];
    }),
  );
};

const byNumber = async (table: Table, number: string, query: TicketQuery): Promise<Slice<TicketCard>> => {
  const claim = ref('ticketNumber', number);
  const claimed = foundOf(await getItems(table, [keyOf(claim)])).one(claim);
  if (!claimed) return nobody;
  const cards = await cardsOf(table, [{ id: claimed.ticketId }]);
  return { items: [...cards.values()].filter((card) => matches(card, query)), next: undefined };
};

const few = 1000;

const idsOfOrder = async (table: Table, orderId: string): Promise<string[]> => {
  const { pk } = keys.orderTicket(orderId, '-');
  const page = await queryPage(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': 'T#' },
    Limit: few,
  });
  if (page.last) throw new Refusal('filter_too_broad');
  return page.items.map((item) => String(item['sk']).slice(2));
};

const idsOfPerson = async (table: Table, ids: readonly string[]): Promise<string[]> =>
  (await Promise.all(ids.map((id) => idsOfCustomer(table, id)))).flat();

const idsOfCustomer = async (table: Table, customerId: string): Promise<string[]> => {
  const page = await queryPage(table, {
    IndexName: 'gsi4',
    KeyConditionExpression: 'g4pk = :pk',
    ExpressionAttributeValues: { ':pk': indexes.ticketsOfCustomer(customerId) },
    Limit: few,
  });
  if (page.last) throw new Refusal('filter_too_broad');
  return page.items.map((item) => positionOfKey(String(item['g4sk'])).id);
};

/** Lists of one order or of one customer by due time are short: they are sorted after reading. */
const fewTickets = async (
  ids: readonly string[],
  table: Table,
  query: TicketQuery,
  { limit, after }: PageAsk,
): Promise<Slice<TicketCard>> => {
  const cards = await cardsOf(
    table,
    ids.map((id) => ({ id })),
  );
  const keyed = [...cards.values()]
    .filter((card) => matches(card, query))
    .map((card) => ({
      card,
      key: `${iso(query.sort === 'dueAt' ? (card.due?.dueAt ?? 0) : card.createdAt)}#${card.id}`,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (query.sort === '-createdAt') keyed.reverse();
  const reached = after === undefined ? undefined : `${after.sort}#${after.id}`;
  const rest = keyed.filter(
    ({ key }) => reached === undefined || (query.sort === '-createdAt' ? key < reached : key > reached),
  );
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ card }) => card),
    next: rest.length > limit && last ? positionOfKey(last.key) : undefined,
  };
};
