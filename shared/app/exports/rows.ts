import type { Row } from '#shared/domain/exports/columns/column.ts';
import type { Export, Run } from '#shared/domain/exports/export.ts';
import { filterOf } from '#shared/domain/exports/filter.ts';
import type { ExportResource } from '#shared/domain/exports/values.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { personFilter } from '../customers/person-filter.ts';
import { searchCustomers } from '../customers/search-customers.ts';
import { exactWants } from '../customers/search-exact.ts';
import { customerView } from '../customers/views.ts';
import type { Position } from '../lists.ts';
import { answering, idsOfPerson } from '../orders/owner.ts';
import { orderView } from '../orders/views.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { mayRead } from '../surveys/access.ts';
import { responseView } from '../surveys/views.ts';
import { eventView, messageView, ticketView } from '../tickets/view.ts';
import { aboutSearch } from './filter.ts';
import type { Batch, Cases, ExportSources, Walk } from './sources.ts';

/** What rows are made of: the context of whoever asked, their rights as they stand, `now` being the mark of the run. */
export type RowsContext = Context;

/** Some rows, and the place behind them. */
export type Rows = { readonly rows: readonly Row[]; readonly upTo: string };

type Maker = (made: Export, sources: ExportSources, context: RowsContext) => Promise<Walk<Row>>;

const viewed = <T>(walk: Walk<T>, view: (item: T) => Row | undefined): Walk<Row> =>
  async function* views(after) {
    for await (const { items, upTo } of walk(after))
      yield {
        items: items.flatMap((item): readonly Row[] => {
          const row = view(item);
          return row ? [row] : [];
        }),
        upTo,
      } satisfies Batch<Row>;
  };

/** The cases that a filter means to this caller: of their teams, of everything that is one person's; none from after the mark. */
const casesOf = async (made: Export, context: RowsContext): Promise<Cases> => {
  const { customerId, ...filter } = filterOf('tickets', made.filter);
  const { caller, now } = context;
  const found = customerId === undefined ? context : await withCustomer(customerId, context);
  const seesAll =
    caller.scope === 'all' || (filter.teamId !== undefined && caller.teamIds.includes(filter.teamId));
  return {
    ...filter,
    createdBefore: Math.min(filter.createdBefore ?? Number.POSITIVE_INFINITY, now + 1),
    ...(customerId === undefined ? {} : await personFilter(customerId, found)),
    ...(seesAll ? {} : { visibleTeams: caller.teamIds }),
  };
};

const withCustomer = async (id: string, context: RowsContext): Promise<RowsContext> => ({
  ...context,
  found: await context.reader.get([ref('customer', id)]),
});

/** Those whom a search finds, in the order in which it finds them. */
const searched = (q: string, made: Export, context: RowsContext): Walk<Row> =>
  async function* found(after) {
    const { q: _, ...filters } = filterOf('customers', made.filter);
    const wants = context.reader.get(exactWants(q, context));
    const ready = { ...context, found: await wants };
    let place = after === undefined ? undefined : (JSON.parse(after) as Position | null);
    while (place !== null) {
      const asked = { ...filters, status: filters.status };
      const { items, next }: Awaited<ReturnType<typeof searchCustomers>> = await searchCustomers(
        q,
        asked,
        { limit: 100, after: place },
        ready,
      );
      place = next ?? null;
      yield {
        items: items.map((one) => customerView(one, context, context.caller.reveal)),
        upTo: JSON.stringify(place),
      };
    }
  };

const makers: Readonly<Record<ExportResource, Maker>> = {
  tickets: async (made, sources, context) =>
    viewed(sources.tickets(await casesOf(made, context)), (ticket) => ticketView(ticket, context)),
  messages: async (made, sources, context) =>
    viewed(sources.messages(await casesOf(made, context)), ({ ticket, part }) => ({
      ...messageView(part, context.caller),
      ticketNumber: ticket.number,
    })),
  timeline: async (made, sources, context) =>
    viewed(sources.events(await casesOf(made, context)), ({ ticket, part }) => ({
      ...eventView(part, context.caller),
      ticketId: ticket.id,
      ticketNumber: ticket.number,
    })),
  async customers(made, sources, context) {
    const { q, ...filter } = filterOf('customers', made.filter);
    const text = q === undefined ? undefined : context.unseal(aboutSearch(made.id), q);
    if (typeof text === 'string') return searched(text, made, context);
    const createdBefore = Math.min(filter.createdBefore ?? Number.POSITIVE_INFINITY, context.now + 1);
    return viewed(
      sources.customers({ ...filter, status: filter.status ?? 'active', createdBefore }),
      (customer) => customerView(customer, context, context.caller.reveal),
    );
  },
  async orders(made, sources, context) {
    const { customerId, ...filter } = filterOf('orders', made.filter);
    if (customerId === undefined)
      return viewed(sources.orders(filter), (order) => orderView(order, context.caller));
    const person = await answering(customerId, await withCustomer(customerId, context));
    const customerIds = person ? idsOfPerson(person) : [customerId];
    return viewed(sources.orders({ ...filter, customerIds }), (order) => orderView(order, context.caller));
  },
  async surveyResponses(made, sources, context) {
    const { customerId, ...filter } = filterOf('surveyResponses', made.filter);
    const person =
      customerId === undefined ? {} : await personFilter(customerId, await withCustomer(customerId, context));
    const customerIds =
      person?.customerId === undefined ? undefined : [person.customerId, ...(person.formerIds ?? [])];
    return viewed(sources.surveyResponses({ ...filter, customerIds }), (response) =>
      mayRead(context.caller, response) ? responseView(response, context.caller) : undefined,
    );
  },
  async auditEvents(made, sources) {
    const { from, to, ...filter } = filterOf('auditEvents', made.filter);
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    return viewed(sources.auditEvents({ ...given, from, to }), ({ mac: _, at, ...event }) => ({
      ...event,
      at: iso(at),
    }));
  },
};

/**
 * The rows of an export from where its run stands: records as the API shows them to whoever asked, with what they may see plain. `caller`
 * has to be the maker with `reveal` being what the export says.
 */
export async function* rowsOf(
  made: Export,
  run: Pick<Run, 'upTo'>,
  sources: ExportSources,
  context: RowsContext,
): AsyncGenerator<Rows> {
  const walk = await makers[made.resource](made, sources, context);
  for await (const { items, upTo } of walk(run.upTo)) yield { rows: items, upTo };
}
