import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { Grade } from '#shared/domain/customers/grade.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import { crockford } from '#shared/domain/kernel/ids.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import { routeTicket } from '#shared/domain/settings/routing.ts';
import { type TicketChange, tell } from '#shared/domain/tickets/change.ts';
import { impliedPriority, type NewTicket, openTicket } from '#shared/domain/tickets/create.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { findOrMakeCustomer, findOrMakeWants } from '../customers/find-or-make.ts';
import { readGrade } from '../customers/grades.ts';
import { personOf } from '../customers/person.ts';
import { checkOrders, orderRefs } from '../orders/check-orders.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, type Write } from '../records.ts';
import { circumstances } from './access.ts';
import { refuseAttachments } from './messages.ts';
import { ticketWrites } from './ticket-writes.ts';
import { sortOut } from './triage-ticket.ts';
import { ticketView } from './view.ts';

type Route = (typeof ticketRoutes)['tickets/create'];
type Body = RequestOf<Route>['body'];

/** Opens a case: customer found or made, triaged, routed, its clocks started (T1, T3, D1). */
export const createTicket: Operation<Route> = {
  wants: ({ body }, about) => [
    ...(body.customerId === undefined ? [] : [ref('customer', body.customerId)]),
    ...(body.customer === undefined ? [] : findOrMakeWants(body.customer, about)),
    ...orderRefs(body.orderIds),
  ],
  run: async ({ body }, context) => {
    const { ticket, writes } = await openCase(body, context);
    return {
      body: ticketView(ticket, context),
      version: ticket.version,
      location: `/v1/tickets/${ticket.id}`,
      writes,
    };
  },
};

/** What a channel knows of the case that it opens: whose it is, with the writes that make them, and which closed one it follows up. */
export type KnownCase = {
  readonly customerId: string;
  readonly grade: Grade | undefined;
  readonly writes: readonly Write[];
  readonly followUpOf: string | undefined;
};

/** The case that a request opens, and everything to write with it. */
export const openCase = async (
  body: Body,
  context: Context,
  known?: KnownCase,
): Promise<{ ticket: Ticket; message: Message; writes: readonly Write[] }> => {
  checkBody(body, context);
  const { customerId, writes, grade } = known ?? (await customerOf(body, context));
  await checkOrders(body.orderIds, customerId, context);
  const from = { customerId, grade: grade ?? (await readGrade(customerId, context)) };
  const opening = openedBy(customerId, context, known !== undefined);
  const { change: opened, message } = openTicket(newTicket(body, from, context), opening);
  const change = followingUp(opened, known?.followUpOf, context);
  const { ticket } = change;
  return {
    ticket,
    message,
    writes: [
      create('ticketNumber', { number: ticket.number, ticketId: ticket.id }),
      create('message', message),
      ...writes,
      ...(await ticketWrites(change, context)),
    ],
  };
};

const followingUp = (
  change: TicketChange,
  otherTicketId: string | undefined,
  { now }: Context,
): TicketChange =>
  otherTicketId === undefined
    ? change
    : tell(change, {
        type: 'linked',
        at: now,
        actor: { type: 'system', id: 'inbound' },
        data: { otherTicketId, relation: 'followUpOf' },
      });

/** Who opens the case; a visitor is the customer they say they are, and whom a channel tells of is that customer. */
const openedBy = (customerId: string, context: Context, isTold: boolean) => ({
  ...circumstances(context),
  ...(isTold || context.caller.type === 'visitor'
    ? { actor: { type: 'customer' as const, id: customerId } }
    : {}),
});

/** Fields that depend on who calls, and references to what has to be there. */
const checkBody = (body: Body, { caller, config }: Context): void => {
  const forStaff = ['customerId', 'customer', 'teamId'] as const;
  const given = body.openedBy === 'agent' ? 'openedBy' : forStaff.find((field) => body[field] !== undefined);
  if (caller.type === 'customer' && given !== undefined) {
    throw refuseField(given, 'is not for customers to set', 'invalid_request', 'not_allowed');
  }
  if (caller.type !== 'customer' && body.customerId === undefined && body.customer === undefined) {
    throw refuseField('customer', 'is required where no customerId is given', 'invalid_request', 'required');
  }
  if (body.customerId !== undefined && body.customer !== undefined)
    throw refuseField('customer', 'cannot be given together with customerId');
  if (body.teamId !== undefined && !config.teams.has(body.teamId))
    throw refuseField('teamId', 'there is no such team', 'unknown_reference');
  if (body.shopId !== undefined && !config.shops.has(body.shopId))
    throw refuseField('shopId', 'there is no such shop', 'unknown_reference');
  refuseAttachments(body.attachmentIds);
};

type From = { readonly customerId: string; readonly grade: Grade };

/** Whose case it is. The grade of a customer who calls isn't known without reading their record. */
const customerOf = async (
  body: Body,
  context: Context,
): Promise<Pick<From, 'customerId'> & { grade: Grade | undefined; writes: readonly Write[] }> => {
  if (context.caller.type === 'customer')
    return { customerId: context.caller.id, grade: undefined, writes: [] };
  if (body.customer) return findOrMakeCustomer({ ...body.customer, language: body.language }, context);
  const customer =
    body.customerId === undefined ? undefined : (await personOf(body.customerId, context))?.customer;
  if (!customer) throw refuseField('customerId', 'there is no such customer', 'unknown_reference');
  if (customer.status !== 'active') throw new Refusal('conflict', { status: customer.status });
  return { customerId: customer.id, grade: gradeValueOf(customer), writes: [] };
};

const newTicket = (body: Body, { customerId, grade }: From, context: Context): NewTicket => {
  const { settings, teams } = context.config;
  const sorted = sortOut(body, settings, grade);
  const shopId = body.shopId ?? settings.defaultShop;
  const tags = body.tags ?? [];
  const priority = body.priority ?? impliedPriority(sorted.kind, sorted.severity);
  const facts = { ...sorted, priority, channel: body.channel, shopId, tags, grade };
  return {
    ...sorted,
    id: context.newId('tkt'),
    number: drawNumber(context),
    messageId: context.newId('msg'),
    shopId,
    priority: body.priority,
    channel: body.channel,
    subject: body.subject,
    body: body.body,
    attachmentIds: [],
    openedBy: body.openedBy ?? 'customer',
    customerId,
    orderIds: body.orderIds ?? [],
    teamId: body.teamId ?? routeTicket(settings.routing, facts, { teams, otherwise: serviceTeamId }),
    tags,
  };
};

/** Short, random and readable on the phone: `K7-4M2Q9`. Whether it is free is decided by the write; a taken one is drawn again. */
const drawNumber = (context: Context): string => {
  const drawn = crockford(context.random(7));
  return `${drawn.slice(0, 2)}-${drawn.slice(2)}`;
};
