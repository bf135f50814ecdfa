import type { Cases, ExportSources, Walk } from '#shared/app/exports/sources.ts';
import { type Kind, type Records, ref } from '#shared/app/records.ts';
import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { fitsCustomerQuery } from '#shared/domain/customers/list.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { fitsOrderQuery } from '#shared/domain/orders/list.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { cardOf } from '../items/ticket.ts';
import { type Key, keys } from '../keys.ts';
import { auditPlan, fitsAuditQuery, highestAuditId, lowestAuditId } from '../lists/audit.ts';
import type { ByCreation } from '../lists/by-creation.ts';
import { customerPlan } from '../lists/customer-plan.ts';
import { orderIndex } from '../lists/orders.ts';
import { fitsResponseQuery, responseIndex, surveyLists } from '../lists/surveys.ts';
import { casesPlan, ticketList } from '../lists/tickets/index.ts';
import { matches } from '../lists/tickets/matches.ts';
import { positionOfKey } from '../lists/tickets/merge.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pagesWalk } from './by-pages.ts';
import { partsWalk } from './parts.ts';
import { recordsWalk } from './records.ts';
import type { Entry, WindowPlan } from './windows.ts';

/** Everything there is to export, each by the index that its list is served by. */
export const dynamoExportSources = (table: Table): ExportSources => ({
  tickets: (query) => ticketsWalk(table, query),
  messages: (query) => partsWalk(table, 'message', ticketsWalk(table, query)),
  events: (query) => partsWalk(table, 'event', ticketsWalk(table, query)),
  customers: (query) =>
    recordsWalk(table, customerPlan({ ...query, sort: '-createdAt' }, table.shards), {
      kind: 'customer',
      keyOf: ({ key }) => keys.customer(positionOfKey(key).id),
      fits: (customer, { key }) =>
        `${iso(customer.createdAt)}#${customer.id}` === key && fitsCustomerQuery(customer, query),
    }),
  orders: (query) =>
    recordsWalk(table, planByCreation(orderIndex(table, query)), {
      kind: 'order',
      keyOf: ownKey,
      // Where the time of an order has just changed, its former place no longer counts.
      fits: (order, { key }) => `${iso(order.placedAt)}#${order.id}` === key && fitsOrderQuery(order, query),
    }),
  surveyResponses({ customerIds, ...asked }) {
    const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    if (customerIds === undefined)
      return recordsWalk(table, planByCreation(responseIndex(table, query)), {
        kind: 'surveyResponse',
        keyOf: ownKey,
        fits: (response) => fitsResponseQuery(response, query),
      });
    const [customerId = '', ...formerIds] = customerIds;
    return pagesWalk(
      (page) => surveyLists(table).surveyResponses({ ...query, customerId, formerIds }, page),
      async (responses) => responses,
    );
  },
  auditEvents(query) {
    const { index, partitions } = auditPlan(query);
    const from = Math.max(query.from, Date.now() - AUDIT_LIFE_MS);
    const plan: WindowPlan = {
      sources: partitions.map((partition) => ({ ...(index === undefined ? {} : { index }), partition })),
      from: lowestAuditId(from),
      to: highestAuditId(query.to),
      isWhole: index === undefined,
    };
    return recordsWalk(table, plan, {
      kind: 'audit',
      keyOf: ownKey,
      fits: (event) => fitsAuditQuery(event, query),
    });
  },
});

/** Indexes know of every item where in the table it lies. */
const ownKey = ({ pk, sk }: Entry): Key => ({ pk, sk });

const planByCreation = ({ index, partitions, createdAfter, createdBefore }: ByCreation): WindowPlan => ({
  sources: partitions.map((partition) => ({ index, partition })),
  from: createdAfter === undefined ? '0' : `${iso(createdAfter)}#~`,
  to: createdBefore === undefined ? '~' : iso(createdBefore),
});

const ticketsWalk = (table: Table, { ticketId, ...cases }: Cases): Walk<Ticket> => {
  const query: TicketQuery = { ...cases, sort: 'createdAt' };
  const mayBe = (ticket: Ticket): boolean =>
    (ticketId === undefined || ticket.id === ticketId) &&
    (query.orderId === undefined || ticket.orderIds.includes(query.orderId)) &&
    matches(cardOf(ticket), query);
  if (ticketId !== undefined)
    return pagesWalk(
      async () => ({ items: [ticketId], next: undefined }),
      async (ids) => (await recordsAt(table, 'ticket', ids)).filter(mayBe),
    );
  if (query.visibleTeams?.length === 0) return nothing;
  if (query.number !== undefined || query.orderId !== undefined)
    return pagesWalk(
      (page) => ticketList(table)(query, page),
      async (cards) =>
        (
          await recordsAt(
            table,
            'ticket',
            cards.map(({ id }) => id),
          )
        ).filter(mayBe),
    );
  const { sources, from, to } = casesPlan(query, table.shards);
  return recordsWalk(
    table,
    { sources, from, to, isMoving: true },
    { kind: 'ticket', keyOf: ({ key }) => keys.ticket(positionOfKey(key).id), fits: mayBe },
  );
};

const nothing: Walk<never> = async function* none() {
  // Who sees no team has no cases to walk through.
};

/** Records by id, in the order of the ids; those that are not there are left out. */
const recordsAt = async <K extends Kind>(
  table: Table,
  kind: K,
  ids: readonly string[],
): Promise<readonly Records[K][]> => {
  const refs = ids.map((id) => ref(kind, id));
  const found = foundOf(await getItems(table, refs.map(keyOf), false));
  return refs.flatMap((one) => found.one(one) ?? []);
};
