import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import type { Context, Operation } from '../ports.ts';
import { pageAsk, pageOf } from '../paging.ts';
import { summaryView } from './view.ts';

type Route = (typeof ticketRoutes)['tickets/list'];

/** Tickets by every filter and order of the API, each served by an index; a customer sees only their own. */
export const listTickets: Operation<Route> = {
  run: async ({ query }, context) => {
    const slice = await context.lists.tickets(ticketQuery(query, context), pageAsk('tickets', query, context));
    return { body: pageOf('tickets', query, slice, (card) => summaryView(card, context), context) };
  },
};

const ticketQuery = ({ limit: _limit, cursor: _cursor, ...filter }: RequestOf<Route>['query'], { caller }: Context): TicketQuery => {
  if (filter.createdAfter !== undefined && filter.createdBefore !== undefined && filter.createdAfter >= filter.createdBefore) {
    throw refuseField('createdBefore', 'must be later than createdAfter');
  }
  const query = {
    ...filter,
    ...(filter.number === undefined ? {} : { number: canonicalNumber(filter.number) }),
    sort: filter.sort ?? ('-createdAt' as const),
  };
  if (caller.type === 'customer') {
    return { ...query, customerId: caller.id, ...(filter.customerId !== undefined && filter.customerId !== caller.id ? { visibleTeams: [] } : {}) };
  }
  return caller.scope === 'all' ? query : { ...query, visibleTeams: caller.teamIds };
};

/** As people say it on the phone: upper case, Crockford's look-alikes folded, with or without the dash. */
const canonicalNumber = (text: string): string => {
  const plain = text.toUpperCase().replace('-', '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return `${plain.slice(0, 2)}-${plain.slice(2)}`;
};
