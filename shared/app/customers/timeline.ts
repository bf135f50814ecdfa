import type { customerNoteRoutes } from '#shared/contracts/customer-notes.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import {
  type Strand,
  type TimelineType,
  timelineTypeSchema,
  woven,
} from '#shared/domain/customers/timeline.ts';
import { moneyText } from '#shared/domain/kernel/money.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Permission } from '#shared/domain/people/permissions.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import type { PageAsk, Slice } from '../lists.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { mayRead } from '../surveys/access.ts';
import { noteText } from './notes.ts';
import { personOr404 } from './person.ts';

type Route = (typeof customerNoteRoutes)['customers/timeline'];
type Entry = ResponseOf<Route>['items'][number];
type Spun = Promise<Strand<Entry>>;
type Ids = readonly [string, ...string[]];

/** Who may read what elsewhere may read it here. */
const needs: Readonly<Record<TimelineType, Permission>> = {
  ticket: 'tickets.read',
  order: 'orders.read',
  survey: 'surveys.read',
  note: 'notes.read',
};

const strandOf = <T>(
  slice: Slice<T>,
  entryOf: (item: T) => Entry,
  isShown: (item: T) => boolean = () => true,
): Strand<Entry> => ({
  items: slice.items.filter(isShown).map((item) => {
    const entry = entryOf(item);
    return { sort: entry.at, id: entry.id, entry };
  }),
  next: slice.next,
});

const personOfList = ([customerId, ...formerIds]: Ids) => ({ customerId, formerIds });

/** The words of a case that its list entry lacks are read from the case itself. */
const sentimentsOf = async (cards: readonly TicketCard[], { reader }: Context) => {
  const refs = cards.map(({ id }) => ref('ticket', id));
  const found = await reader.get(refs);
  return new Map(cards.map(({ id }) => [id, found.one(ref('ticket', id))?.triage.sentiment ?? null]));
};

const tickets = async (ids: Ids, page: PageAsk, context: Context): Spun => {
  const { caller, lists } = context;
  const visible =
    caller.type === 'customer' || caller.scope === 'all' ? {} : { visibleTeams: caller.teamIds };
  const slice = await lists.tickets({ ...personOfList(ids), ...visible, sort: '-createdAt' }, page);
  const sentiments = await sentimentsOf(slice.items, context);
  return strandOf(slice, ({ id, number, kind, category, severity, status, channel, subject, createdAt }) => ({
    type: 'ticket',
    id,
    at: iso(createdAt),
    number,
    kind,
    category,
    severity,
    status,
    channel,
    subject: caller.reveal.has('phone') ? subject : maskText(subject),
    sentiment: sentiments.get(id) ?? null,
  }));
};

const orders = async (ids: Ids, page: PageAsk, { lists }: Context): Spun =>
  strandOf(
    await lists.orders({ customerIds: ids }, page),
    ({ id, placedAt, externalId, shopId, status, totalMinor, currency }) => ({
      type: 'order',
      id,
      at: iso(placedAt),
      externalId,
      shopId,
      status,
      total: moneyText({ minor: totalMinor, currency }),
    }),
  );

const surveys = async (ids: Ids, page: PageAsk, { lists, caller }: Context): Spun =>
  strandOf(
    await lists.surveys(personOfList(ids), page),
    ({ id, createdAt, ticketId, status, answer }) => ({
      type: 'survey',
      id,
      at: iso(createdAt),
      ticketId: ticketId ?? null,
      status,
      csat: answer?.csat ?? null,
    }),
    (survey) => mayRead(caller, survey),
  );

const notes = async (ids: Ids, page: PageAsk, { lists, caller }: Context): Spun =>
  strandOf(await lists.customerNotes(ids, page), (note) => ({
    type: 'note',
    id: note.id,
    at: iso(note.createdAt),
    author: note.author,
    body: noteText(note, caller),
  }));

const strands: Readonly<Record<TimelineType, (ids: Ids, page: PageAsk, context: Context) => Spun>> = {
  ticket: tickets,
  order: orders,
  survey: surveys,
  note: notes,
};

/**
 * `GET /v1/customers/{id}/timeline`: what happened with a customer, the newest first; of all records that were merged into theirs.
 * Customers see their own, and no notes.
 */
export const customerTimeline: Operation<Route> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    const { customer, ids } = await personOr404(params.id, context);
    const { caller } = context;
    const wanted = (query.type ?? timelineTypeSchema.options).filter((type) =>
      caller.permissions.has(needs[type]),
    );
    const list = `customerTimeline/${customer.id}`;
    const page = pageAsk(list, query, context);
    const [first = customer.id, ...others] = ids;
    const spun = await Promise.all(
      [...new Set(wanted)].map((type) => strands[type]([first, ...others], page, context)),
    );
    const slice = woven(spun, page.limit);
    const isNoted = caller.id !== customer.id;
    return {
      body: pageOf(list, query, slice, (entry) => entry, context),
      ...(isNoted ? { audit: [{ action: 'customer.timelineRead', object: customer.id }] } : {}),
    };
  },
};
