import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { Grade } from '#shared/domain/customers/grade.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { generalCategory, kindOfCategory } from '#shared/domain/settings/categories.ts';
import { editTicket as editDomain, type TicketEdit } from '#shared/domain/tickets/edit.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { personOf } from '../customers/person.ts';
import { checkChangedOrders, orderRefs } from '../orders/check-orders.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { ticketView } from './view.ts';

type Route = (typeof ticketRoutes)['tickets/edit'];

/** Changes fields by hand; a change that changes nothing writes nothing and keeps the version. */
export const editTicket: Operation<Route> = {
  wants: ({ params, body }) => [
    ref('ticket', params.id),
    ...(body.customerId === undefined ? [] : [ref('customer', body.customerId)]),
    ...orderRefs(body.orderIds),
  ],
  run: async ({ params, body, ifMatch }, context) => {
    const ticket = ticketOr404(context, params.id);
    checkVersion(ticket, ifMatch);
    const owner = await newOwner(ticket, body.customerId, context);
    const change = editDomain(ticket, { ...editOf(ticket, body, context), ...owner }, circumstances(context));
    await checkChangedOrders(ticket, { ...body, ...owner }, context);
    if (!change) return { body: ticketView(ticket, context), version: ticket.version };
    return {
      body: ticketView(change.ticket, context),
      version: change.ticket.version,
      writes: await ticketWrites(change, context),
    };
  },
};

/** Whom the case is given to, with their grade, or nothing: whoever was merged away stands for who took them over. Refuses one who isn't there any more. */
const newOwner = async (
  ticket: Ticket,
  asked: string | undefined,
  context: Context,
): Promise<{ customerId?: string; grade?: Grade }> => {
  if (asked === undefined || asked === ticket.customerId) return {};
  const customer = (await personOf(asked, context))?.customer;
  if (!customer) throw refuseField('customerId', 'there is no such customer', 'unknown_reference');
  if (customer.status === 'erased') throw new Refusal('conflict', { status: customer.status });
  return { customerId: customer.id, grade: gradeValueOf(customer) };
};

/** Kind and category always fit each other: a category brings its kind, a new kind its general category. */
const editOf = (ticket: Ticket, body: RequestOf<Route>['body'], { config }: Context): TicketEdit => {
  const { tags, orderIds, category, kind, ...plain } = body;
  const categories = config.settings.categories;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
    ...(orderIds === undefined ? {} : { orderIds: orderIds ?? [] }),
    ...sorted(ticket, kind, category, categories),
  };
};

const sorted = (
  ticket: Ticket,
  kind: Ticket['kind'] | undefined,
  category: string | undefined,
  categories: Context['config']['settings']['categories'],
): Pick<TicketEdit, 'kind' | 'category'> => {
  if (category !== undefined) {
    const of = kindOfCategory(category, categories);
    if (!of) throw refuseField('category', 'is not one of the categories in the settings');
    if (kind !== undefined && kind !== of)
      throw refuseField('category', `does not belong to the kind ${kind}`);
    return { kind: of, category };
  }
  if (kind === undefined || kind === ticket.kind) return {};
  return { kind, category: generalCategory(kind, categories) };
};
