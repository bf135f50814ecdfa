import type { identityCheckRoutes } from '#shared/contracts/identity-check.ts';
import type { RequestOf, ResponseOf } from '#shared/contracts/route.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { sameText } from '#shared/domain/kernel/same-text.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import { spanMs } from '#shared/domain/surveys/settings.ts';
import { begin, tell } from '#shared/domain/tickets/change.ts';
import {
  codeCounts,
  type IdentityCheck,
  identifiedUntil,
  recentTries,
  waitOf,
  withCode,
  withTry,
} from '#shared/domain/tickets/identity-check.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { idsOf, survivorOf } from '../customers/person.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { actorOf, ticketOr404 } from './access.ts';
import { identityCode } from './identity-code.ts';
import { ticketWrites } from './ticket-writes.ts';

type Routes = typeof identityCheckRoutes;
type View = ResponseOf<Routes['tickets/check-identity']>;
type Body = RequestOf<Routes['tickets/check-identity']>['body'];

/** So many of the customer's newest orders are compared. */
const ORDERS = 100;

const wants = (id: string) => [ref('ticket', id), ref('identityCheck', id)];

/** `GET /v1/tickets/{id}/identity-check`. */
export const getIdentityCheck: Operation<Routes['tickets/get-identity-check']> = {
  wants: ({ params }) => wants(params.id),
  run({ params }, context) {
    const ticket = ticketOr404(context, params.id);
    const check = context.found.one(ref('identityCheck', ticket.id));
    return { body: viewOf(check, ticket, context) };
  },
};

/**
 * `POST /v1/tickets/{id}/identity-check`. The values are compared by their keyed digests and never shown; every try counts, is told on
 * the timeline without the value, and too many end in 429.
 */
export const checkIdentity: Operation<Routes['tickets/check-identity']> = {
  wants: ({ params }) => wants(params.id),
  async run({ params, body }, context) {
    const ticket = ticketOr404(context, params.id);
    const before = context.found.one(ref('identityCheck', ticket.id));
    const { triesPerHour } = context.config.settings.privacy.identityCheck;
    const wait = waitOf(before, context.now, triesPerHour);
    if (wait > 0) throw new Refusal('too_many_requests', { seconds: Math.ceil(wait / 1000) });
    const customer = await customerOf(ticket, context);
    if (body.value === undefined) return askForCode(ticket, before, body, customer, context);
    const passed = await fits({ ...body, value: body.value }, before, customer, ticket, context);
    const tried = { method: body.method, passed, customerId: ticket.customerId, by: context.caller.id };
    const after = withTry(ticket.id, before, tried, context.now);
    const data = { method: body.method, outcome: passed ? 'passed' : 'failed' };
    return {
      body: { ...viewOf(after, ticket, context), ...(passed ? {} : { status: 'failed' as const }) },
      writes: await checkWrites(ticket, before, after, { type: 'identityChecked', data }, context),
    };
  },
};

const customerOf = async (ticket: Ticket, context: Context): Promise<Customer> => {
  const wanted = ref('customer', ticket.customerId);
  const found = (await context.reader.get([wanted])).one(wanted);
  const customer = found && (await survivorOf(found, context));
  if (customer === undefined || customer.status === 'erased') throw new Refusal('conflict');
  return customer;
};

const askForCode = async (
  ticket: Ticket,
  before: IdentityCheck | undefined,
  { method }: Body,
  customer: Customer,
  context: Context,
) => {
  if (method !== 'code') throw refuseField('value', 'is required', 'invalid_request', 'required');
  if (customer.phones.length === 0 && customer.emails.length === 0)
    throw refuseField('method', 'the customer has no phone or e-mail to send a code to');
  const after = withCode(ticket.id, before, ticket.customerId, context.now);
  const fact = { type: 'identityCodeRequested', data: { n: after.code?.n ?? 1 } } as const;
  return {
    body: { ...viewOf(after, ticket, context), status: 'sent' as const },
    writes: await checkWrites(ticket, before, after, fact, context),
  };
};

const fits = async (
  { method, value }: { method: Body['method']; value: string },
  check: IdentityCheck | undefined,
  customer: Customer,
  ticket: Ticket,
  context: Context,
): Promise<boolean> => {
  if (method === 'phoneLast4')
    return isOneOf(
      value,
      customer.phones.map((phone) => phone.slice(-4)),
      context,
    );
  if (method === 'orderNumber') {
    const page = { limit: ORDERS, after: undefined };
    const { items } = await context.lists.orders({ customerIds: idsOf(customer) }, page);
    return isOneOf(
      value,
      items.map(({ externalId }) => externalId),
      context,
    );
  }
  const validMs = spanMs(context.config.settings.privacy.identityCheck.codeValidFor);
  const code = identityCode(ticket.id, check?.code?.n ?? 0, context);
  return isOneOf(value, [code], context) && codeCounts(check, ticket.customerId, context.now, validMs);
};

/** Compares keyed digests to the end, whatever fits first: the time it takes says nothing of the values. */
const isOneOf = (value: string, known: readonly string[], { digest }: Context): boolean => {
  const given = digest('identity', value);
  return known
    .map((each) => sameText(given, digest('identity', each)))
    .reduce((any, same) => any || same, false);
};

const checkWrites = async (
  ticket: Ticket,
  before: IdentityCheck | undefined,
  after: IdentityCheck,
  fact: {
    readonly type: 'identityChecked' | 'identityCodeRequested';
    readonly data: Readonly<Record<string, unknown>>;
  },
  context: Context,
): Promise<readonly Write[]> => {
  const change = tell(begin(ticket, context.now), {
    ...fact,
    at: context.now,
    actor: actorOf(context.caller),
  });
  return [
    before === undefined ? create('identityCheck', after) : update('identityCheck', before, after),
    ...(await ticketWrites(change, context)),
  ];
};

const viewOf = (check: IdentityCheck | undefined, ticket: Ticket, { now, config }: Context): View => {
  const { validFor, triesPerHour } = config.settings.privacy.identityCheck;
  const until = identifiedUntil(check, ticket.customerId, now, spanMs(validFor));
  const passed = until === undefined ? undefined : check?.passed;
  return {
    status: passed === undefined ? 'none' : 'passed',
    method: passed?.method ?? null,
    checkedAt: passed === undefined ? null : iso(passed.at),
    validUntil: isoOrNull(until),
    triesLeft: Math.max(0, triesPerHour - recentTries(check, now).length),
  };
};
