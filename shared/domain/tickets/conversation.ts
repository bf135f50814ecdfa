import { Refusal } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { customerMessage, handled, staffReply } from '../sla/sla.ts';
import { type TicketChange, tell, withTicket } from './change.ts';
import { applySla, start } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import type { Message } from './message.ts';
import { settle } from './settle.ts';
import { toStatus, windowOver } from './status.ts';
import type { Ticket } from './ticket.ts';

type Circumstances = { now: Instant; actor: Actor; desk: Desk };

/**
 * Adds a turn to the conversation. A customer's words bring a waiting or (inside the window) resolved case back to `open`;
 * the first public staff message answers; an internal note stops nothing. Refuses with `ticket_closed`.
 */
export const addMessage = (
  before: Ticket,
  message: Message,
  also: { handled: boolean },
  circumstances: Circumstances,
): TicketChange => {
  const { now, actor, desk } = circumstances;
  const fromCustomer = message.author.type === 'customer';
  if (before.status === 'closed' && message.visibility === 'public') throw new Refusal('ticket_closed');
  if (
    fromCustomer &&
    before.status === 'resolved' &&
    (before.closeAt === undefined || before.closeAt < now || windowOver(before, now, desk))
  ) {
    throw new Refusal('ticket_closed');
  }
  let change = told(start(before, now, desk), message, actor, now);
  if (fromCustomer) change = hearCustomer(change, circumstances);
  else if (message.visibility === 'public') change = hearStaff(change, circumstances);
  if (also.handled && !fromCustomer)
    change = applySla(change, handled(change.ticket.sla, now, desk.sla), now, desk);
  return settle(change, now, actor, desk);
};

const told = (change: TicketChange, message: Message, actor: Actor, now: Instant): TicketChange =>
  tell(change, {
    type: 'messageAdded',
    at: now,
    actor,
    data: { messageId: message.id, visibility: message.visibility, author: message.author.type },
  });

const hearCustomer = (change: TicketChange, { now, actor, desk }: Circumstances): TicketChange => {
  const { status } = change.ticket;
  const returns = status === 'pending' || status === 'resolved';
  const heard = returns ? toStatus(change, 'open', 'the customer wrote again', { now, actor, desk }) : change;
  return applySla(heard, customerMessage(heard.ticket.sla, now, heard.ticket.status, desk.sla), now, desk);
};

const hearStaff = (change: TicketChange, { now, actor, desk }: Circumstances): TicketChange => {
  const { ticket } = change;
  const replied = withTicket(change, {
    firstResponseAt: ticket.firstResponseAt ?? now,
    repliedBy: [...ticket.repliedBy.filter((id) => id !== actor.id), actor.id].slice(-10),
    ...(ticket.assigneeId === actor.id ? { ownerId: actor.id } : {}),
  });
  const answered = applySla(replied, staffReply(replied.ticket.sla, now, desk.sla), now, desk);
  return ticket.status === 'new' ? toStatus(answered, 'open', 'first reply', { now, actor, desk }) : answered;
};

/** Notes that a message was edited; what it said before is kept beside it. */
export const messageEdited = (
  before: Ticket,
  message: Message,
  { now, actor, desk }: Circumstances,
): TicketChange =>
  settle(
    tell(start(before, now, desk), {
      type: 'messageEdited',
      at: now,
      actor,
      data: { messageId: message.id, visibility: message.visibility, edit: message.version - 1 },
    }),
    now,
    actor,
    desk,
  );
