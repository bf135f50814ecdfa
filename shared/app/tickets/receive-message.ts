import type { inboundMessageRoutes } from '#shared/contracts/inbound-messages.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { begin, tell } from '#shared/domain/tickets/change.ts';
import { addMessage } from '#shared/domain/tickets/conversation.ts';
import { caseFor, conversationIn, INBOUND_LIFE_MS, subjectFrom } from '#shared/domain/tickets/inbound.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { type CustomerHint, findOrMakeCustomer, findOrMakeWants } from '../customers/find-or-make.ts';
import { idsOf, survivorOf } from '../customers/person.ts';
import type { Context, Operation } from '../ports.ts';
import { create, type Ref, ref, update, type Write } from '../records.ts';
import { deskOf } from './access.ts';
import { openCase } from './create-ticket.ts';
import { ticketWrites } from './ticket-writes.ts';

type Route = (typeof inboundMessageRoutes)['tickets/receive-message'];
type Request = RequestOf<Route>;
type Digesting = Pick<Context, 'digest'>;

/** Cases of the customer that are looked at where nothing says which one they talk in. */
const NEWEST = 20;

const messageRef = (channel: string, externalId: string, { digest }: Digesting): Ref<'inboundMessage'> =>
  ref('inboundMessage', digest('inbound-message', JSON.stringify([channel, externalId])));

/**
 * Who writes: by phone or e-mail as everybody else, by a handle under a keyed digest of it as an id of the channel. A handle serves as a name
 * where it can be one.
 */
const hintOf = ({ params: { channel }, body: { from, body } }: Request, about: Digesting): CustomerHint => {
  const { name, phone, email, handle } = from;
  const unnamed = /\p{Script=Han}/u.test(body) ? '未具名客户' : 'Unnamed customer';
  const id = handle && `${channel}:${about.digest('handle', JSON.stringify([channel, handle]))}`;
  return {
    name: name ?? nameSchema.safeParse(handle).data ?? unnamed,
    phone,
    email,
    ...(id === undefined ? {} : { externalId: { shopId: 'main', id } }),
  };
};

/**
 * `POST /v1/inbound/messages/{channel}`. The customer's words go into the case they reply to or talk in on this channel; where that is closed
 * for good, a new case follows it up, and without one a new case begins. The sender is always the customer, whoever's address it is; a
 * reply counts only within the sender's own cases. The same message of the channel is taken once.
 */
export const receiveMessage: Operation<Route> = {
  wants: (request, about) => [
    messageRef(request.params.channel, request.body.externalId, about),
    ...(request.body.inReplyTo === undefined
      ? []
      : [messageRef(request.params.channel, request.body.inReplyTo, about)]),
    ...findOrMakeWants(hintOf(request, about), about),
  ],
  async run(request, context) {
    const { params, body } = request;
    const key = messageRef(params.channel, body.externalId, context);
    const seen = context.found.one(key);
    if (seen !== undefined && seen.expiresAt > context.now)
      return { body: { id: seen.messageId, ticketId: seen.ticketId } };
    if (body.sentAt > context.now + days(1)) throw refuseField('sentAt', 'must not be more than a day ahead');
    const who = await senderOf(request, context);
    const taken = await takenInto(request, who, context);
    const { ticketId, id: messageId } = taken.message;
    return {
      body: { id: messageId, ticketId },
      writes: [
        ...taken.writes,
        ...conversationWrites(who, { channel: params.channel, ticketId }, context),
        create('inboundMessage', {
          key: key.id[0] ?? '',
          ticketId,
          messageId,
          receivedAt: context.now,
          expiresAt: context.now + INBOUND_LIFE_MS,
        }),
      ],
    };
  },
};

type Sender = Awaited<ReturnType<typeof senderOf>>;

/** The customer, found or made, and where they talk on this channel. */
const senderOf = async (request: Request, context: Context) => {
  const found = findOrMakeCustomer(hintOf(request, context), context);
  const nobody = { ...found, ids: [found.customerId], conversation: undefined };
  if (found.made !== undefined) return nobody;
  const head = ref('customer', found.customerId);
  const known = (await context.reader.get([head])).one(head);
  if (known === undefined) return nobody;
  const customer = await survivorOf(known, context);
  const talk = ref('conversation', customer.id, request.params.channel);
  return {
    ...found,
    customerId: customer.id,
    grade: gradeValueOf(customer),
    ids: idsOf(customer),
    conversation: (await context.reader.get([talk])).one(talk),
  };
};

/** The message in the case it belongs to, and everything to write with it but the conversation. */
const takenInto = async (
  request: Request,
  who: Sender,
  context: Context,
): Promise<{ readonly message: Message; readonly writes: readonly Write[] }> => {
  const open = await caseOf(request, who, context);
  if (open !== undefined) {
    try {
      return await appended(open, request, who, context);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'ticket_closed')) throw error;
    }
  }
  return opened(request, who, open, context);
};

const caseOf = async (
  { params: { channel }, body: { inReplyTo } }: Request,
  who: Sender,
  context: Context,
): Promise<Ticket | undefined> => {
  if (who.made !== undefined) return undefined;
  const replied =
    inReplyTo === undefined ? undefined : context.found.one(messageRef(channel, inReplyTo, context));
  const named = [replied?.ticketId, who.conversation?.ticketId].flatMap((id) =>
    id === undefined ? [] : [ref('ticket', id)],
  );
  const found = await context.reader.get(named);
  const known = caseFor(
    named.map((each) => found.one(each)),
    who.ids,
  );
  return known ?? newestOn(channel, who, context);
};

/** A case on this channel that staff or another part of the system opened for the customer. */
const newestOn = async (
  channel: string,
  { customerId, ids }: Sender,
  { lists, reader }: Context,
): Promise<Ticket | undefined> => {
  const { items } = await lists.tickets(
    { customerId, formerIds: ids.filter((id) => id !== customerId), sort: '-createdAt' },
    { limit: NEWEST, after: undefined },
  );
  const newest = items.find((card) => card.channel === channel && card.status !== 'closed');
  if (newest === undefined) return undefined;
  const head = ref('ticket', newest.id);
  return caseFor([(await reader.get([head])).one(head)], ids);
};

const appended = async (ticket: Ticket, { body }: Request, who: Sender, context: Context) => {
  const author = { type: 'customer' as const, id: who.customerId };
  const message: Message = {
    id: context.newId('msg'),
    ticketId: ticket.id,
    visibility: 'public',
    author,
    body: body.body,
    attachmentIds: [],
    createdAt: context.now,
    version: 1,
  };
  const about = { now: context.now, actor: author, desk: deskOf(context) };
  const change = addMessage(ticket, message, { handled: false }, about);
  return { message, writes: [create('message', message), ...(await ticketWrites(change, context))] };
};

const opened = async (
  { params: { channel }, body }: Request,
  { customerId, grade, writes }: Sender,
  closed: Ticket | undefined,
  context: Context,
) => {
  const { message, ...made } = await openCase(
    { channel, subject: body.subject ?? subjectFrom(body.body), body: body.body, customerId },
    context,
    { customerId, grade, writes, followUpOf: closed?.id },
  );
  if (closed === undefined) return { message, writes: made.writes };
  const change = tell(begin(closed, context.now), {
    type: 'linked',
    at: context.now,
    actor: { type: 'system', id: 'inbound' },
    data: { otherTicketId: message.ticketId, relation: 'followedUpBy' },
  });
  return { message, writes: [...made.writes, ...(await ticketWrites(change, context))] };
};

const conversationWrites = (
  { customerId, conversation }: Sender,
  { channel, ticketId }: { readonly channel: Request['params']['channel']; readonly ticketId: string },
  { now }: Context,
): readonly Write[] => {
  const next = conversationIn(conversation, { customerId, channel, ticketId }, now);
  if (conversation === undefined) return [create('conversation', next)];
  return next === conversation ? [] : [update('conversation', conversation, next)];
};
