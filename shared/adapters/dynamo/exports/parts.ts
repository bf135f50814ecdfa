import type { Batch, OfTicket, Walk } from '#shared/app/exports/sources.ts';
import type { Records } from '#shared/app/records.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { itemKindOf } from '../items/index.ts';
import { type Key, keys } from '../keys.ts';
import { queryPage } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { ahead } from './ahead.ts';

type PartKind = 'message' | 'event';

/** Of a case so many parts are read at once, and of so many cases. */
const PAGE = 100;
const AT_ONCE = 6;
const prefixes = { message: 'M#', event: 'E#' } as const satisfies Record<PartKind, string>;

/** A place: all parts of the cases up to `case`; or of the case `of` those up to `part`, `case` being the one before it. */
type Place = { readonly case?: string | undefined; readonly of?: string; readonly part?: string };

const placeOf = (after: string | undefined): Place =>
  after === undefined ? {} : (JSON.parse(after) as Place);

type Page<K extends PartKind> = {
  readonly parts: readonly Records[K][];
  /** The key of the last, where there are more. */
  readonly last: string | undefined;
};

const pageOf = async <K extends PartKind>(
  table: Table,
  kind: K,
  { id, customerId }: Ticket,
  after: string | undefined,
): Promise<Page<K>> => {
  const pk = keys.ticketPartition(id);
  const { items, last } = await queryPage(
    table,
    {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefixes[kind] },
      ConsistentRead: true,
      Limit: PAGE,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
    },
    customerId,
  );
  return { parts: readable(itemKindOf(kind), items), last: (last as Key | undefined)?.sk };
};

type Case = { readonly ticket: Ticket; readonly key: string; readonly before: string | undefined };

async function* casesOf(tickets: Walk<Ticket>, place: Place): AsyncGenerator<Case> {
  let before = place.case;
  for await (const { items } of tickets(place.case)) {
    for (const ticket of items) {
      const key = `${iso(ticket.createdAt)}#${ticket.id}`;
      yield { ticket, key, before };
      before = key;
    }
  }
}

/** The parts of every case of a walk, case by case in the order of its own list. */
export const partsWalk =
  <K extends PartKind>(table: Table, kind: K, tickets: Walk<Ticket>): Walk<OfTicket<Records[K]>> =>
  (after) =>
    partsOf(table, kind, tickets, placeOf(after));

async function* partsOf<K extends PartKind>(
  table: Table,
  kind: K,
  tickets: Walk<Ticket>,
  place: Place,
): AsyncGenerator<Batch<OfTicket<Records[K]>>> {
  const begun = ({ key }: Case): string | undefined => (key === place.of ? place.part : undefined);
  const first = ahead(casesOf(tickets, place), AT_ONCE, async (one) => ({
    one,
    page: await pageOf(table, kind, one.ticket, begun(one)),
  }));
  for await (const { one, page: firstPage } of first) {
    const { ticket, key, before } = one;
    for (let page = firstPage; ; page = await pageOf(table, kind, ticket, page.last)) {
      const { last } = page;
      const upTo: Place = last === undefined ? { case: key } : { case: before, of: key, part: last };
      yield { items: page.parts.map((part) => ({ ticket, part })), upTo: JSON.stringify(upTo) };
      if (last === undefined) break;
    }
  }
}
