import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import { isOwn } from '../customers/person.ts';
import { personFilter, personWants } from '../customers/person-filter.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { summaryView } from './view.ts';

type Route = (typeof ticketRoutes)['tickets/list'];

/** Tickets by every filter and order of the API, each served by an index; a customer sees only their own. */
export const listTickets: Operation<Route> = {
  ahead: ({ query }, lists) => {
    // What is in one team is the same for everyone who may see the team; a cursor can only be opened for its caller.
    if (query.teamId !== undefined && query.cursor === undefined && isSpan(query)) {
      void lists.tickets(filterOf(query), { limit: query.limit, after: undefined });
    }
  },
  wants: ({ query }) => personWants(query.customerId),
  run: async ({ query }, context) => {
    const slice = await context.lists.tickets(
      await ofPerson(ticketQuery(query, context), context),
      pageAsk('tickets', query, context),
    );
    return { body: pageOf('tickets', query, slice, (card) => summaryView(card, context), context) };
  },
};

type Query = RequestOf<Route>['query'];

/** A customer's tickets are those of every record that was merged into theirs, also asked for by an id that was merged away. */
const ofPerson = async (query: TicketQuery, context: Context): Promise<TicketQuery> =>
  query.customerId === undefined ? query : { ...query, ...(await personFilter(query.customerId, context)) };

const isSpan = ({ createdAfter, createdBefore }: Query): boolean =>
  createdAfter === undefined || createdBefore === undefined || createdAfter < createdBefore;

const filterOf = ({ limit: _limit, cursor: _cursor, ...filter }: Query): TicketQuery => ({
  ...filter,
  ...(filter.number === undefined ? {} : { number: canonicalNumber(filter.number) }),
  sort: filter.sort ?? '-createdAt',
});

const ticketQuery = (asked: Query, { caller }: Context): TicketQuery => {
  if (!isSpan(asked)) throw refuseField('createdBefore', 'must be later than createdAfter');
  const query = filterOf(asked);
  if (caller.type === 'customer') {
    const others = asked.customerId !== undefined && !isOwn(caller, asked.customerId);
    return { ...query, customerId: caller.id, ...(others ? { visibleTeams: [] } : {}) };
  }
  // A ticket is always visible to the team it is in.
  const seesAll =
    caller.scope === 'all' || (query.teamId !== undefined && caller.teamIds.includes(query.teamId));
  return seesAll ? query : { ...query, visibleTeams: caller.teamIds };
};

/** As people say it on the phone: upper case, Crockford's look-alikes folded, with or without the dash. */
export const canonicalNumber = (text: string): string => {
  const plain = text.toUpperCase().replace('-', '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return `${plain.slice(0, 2)}-${plain.slice(2)}`;
};
