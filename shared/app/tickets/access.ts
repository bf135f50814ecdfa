import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Desk } from '#shared/domain/tickets/desk.ts';
import type { Actor } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { isOwn } from '../customers/person.ts';
import type { Caller, Context } from '../ports.ts';
import { ref } from '../records.ts';

/** Whether the caller may know of this ticket: customers of their own, staff of the teams it has been in (A3). */
export const maySee = (caller: Caller, ticket: Pick<Ticket, 'customerId' | 'teamIds'>): boolean => {
  if (caller.type === 'customer') return isOwn(caller, ticket.customerId);
  if (caller.scope === 'all') return true;
  return ticket.teamIds.some((teamId) => caller.teamIds.includes(teamId));
};

/** The ticket of this request. What isn't there and what isn't theirs look the same: `not_found`. */
export const ticketOr404 = (context: Context, id: string): Ticket => {
  const ticket = context.found.one(ref('ticket', id));
  if (!ticket || !maySee(context.caller, ticket)) throw new Refusal('not_found');
  return ticket;
};

export const actorOf = (caller: Caller): Actor =>
  caller.type === 'visitor' ? { type: 'customer', id: 'visitor' } : { type: caller.type, id: caller.id };

/** The rules of the house as transitions take them. */
export const deskOf = ({ config }: Pick<Context, 'config'>): Desk => config;

export const circumstances = (context: Context) => ({
  now: context.now,
  actor: actorOf(context.caller),
  desk: deskOf(context),
});
