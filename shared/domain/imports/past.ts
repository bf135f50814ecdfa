import { Refusal, refuseField } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { nextTimerAt } from '../sla/sla.ts';
import { assign } from '../tickets/assign.ts';
import type { TicketChange } from '../tickets/change.ts';
import { addMessage } from '../tickets/conversation.ts';
import { type NewTicket, openTicket } from '../tickets/create.ts';
import type { Desk } from '../tickets/desk.ts';
import type { Escalation } from '../tickets/escalation.ts';
import type { Actor, TicketEvent } from '../tickets/event.ts';
import { fireTimers } from '../tickets/ladder.ts';
import type { Message } from '../tickets/message.ts';
import { transition } from '../tickets/status.ts';
import { teamOfAssignee } from '../tickets/teams.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { isActive, type TicketStatus, type Visibility } from '../tickets/values.ts';

/** Something that was said or done in a case before it came here. `agentId` is one of our staff; whoever isn't has left no name. */
export type PastStep = { readonly at: Instant; readonly path: string } & (
  | {
      readonly type: 'assigned';
      readonly agentId: string | undefined;
      /** Teams of whom it was given to: the case goes to them as it does when somebody gives it by hand. */
      readonly teamIds?: readonly string[];
    }
  | {
      readonly type: 'message';
      readonly id: string;
      readonly from: 'customer' | 'agent';
      readonly visibility: Visibility;
      readonly body: string;
    }
  | { readonly type: 'status'; readonly to: TicketStatus; readonly agentId: string | undefined }
);

/** A case that was lived through: its head as it is now, and everything that is kept of the way there. */
export type Life = {
  readonly ticket: Ticket;
  readonly messages: readonly Message[];
  readonly events: readonly TicketEvent[];
  readonly fired: TicketChange['fired'];
  readonly escalations: readonly Escalation[];
};

/** Who did what nobody of our staff did. */
export const importer: Actor = { type: 'system', id: 'import' };

type Past = {
  readonly opened: NewTicket;
  readonly createdAt: Instant;
  readonly steps: readonly PastStep[];
};

/** What happens first where two things have one instant: who has the case, what is said, and then what comes of it. */
const rank: Readonly<Record<PastStep['type'], number>> = { assigned: 0, message: 1, status: 2 };

/**
 * Lives a case through again: opened at its own time, every step at its own, and between them whatever fell due, as a sweep would have
 * done it at that moment; up to `now`. So clocks, breaches, levels, reopenings and the closing by itself come out as if it had happened
 * here. Every fact is marked as imported: it counts, and nobody is told of it. Refuses, naming the step, what can't have happened: a step
 * in the future or before the beginning, a transition that isn't allowed.
 */
export const liveThrough = (past: Past, by: Actor, desk: Desk, now: Instant): Life => {
  const { opened, createdAt } = past;
  if (createdAt > now) throw refuseField('createdAt', 'must not lie in the future');
  const customer: Actor = { type: 'customer', id: opened.customerId };
  const { change, message } = openTicket(opened, { now: createdAt, actor: by, desk });
  let life: Life = { ...lifeOf(change), messages: [message] };
  const inOrder = past.steps
    .map((step, n) => ({ step, n }))
    .sort((a, b) => a.step.at - b.step.at || rank[a.step.type] - rank[b.step.type] || a.n - b.n);
  for (const { step } of inOrder) {
    checkTime(step, createdAt, now);
    life = catchUp(life, step.at, desk);
    life = named(step.path, () => take(life, step, customer, desk));
  }
  life = catchUp(life, now, desk);
  return { ...life, events: life.events.map((event) => ({ ...event, imported: true })) };
};

const lifeOf = ({ ticket, events, fired, escalations }: TicketChange): Life => ({
  ticket,
  messages: [],
  events,
  fired,
  escalations,
});

const after = (life: Life, change: TicketChange, messages: readonly Message[] = []): Life => ({
  ticket: change.ticket,
  messages: [...life.messages, ...messages],
  events: [...life.events, ...change.events],
  fired: [...life.fired, ...change.fired],
  escalations: [...life.escalations, ...change.escalations],
});

const checkTime = ({ at, path }: PastStep, createdAt: Instant, now: Instant): void => {
  if (at < createdAt) throw refuseField(`${path}.at`, 'must not lie before createdAt');
  if (at > now) throw refuseField(`${path}.at`, 'must not lie in the future');
};

/** When a case has something to do by itself next. */
const timerOf = (ticket: Ticket): Instant | undefined => {
  if (ticket.status === 'resolved') return ticket.closeAt;
  return isActive(ticket.status) ? nextTimerAt(ticket.sla) : undefined;
};

/** Does what fell due before `until`, each at its own instant; what falls due at it waits for what is done then. */
const catchUp = (life: Life, until: Instant, desk: Desk): Life => {
  let at = life;
  for (;;) {
    const timer = timerOf(at.ticket);
    if (timer === undefined || timer >= until) return at;
    const change = fireTimers(at.ticket, Math.max(timer, at.ticket.updatedAt), desk);
    // A clock whose calendar ends is looked at again daily and finds nothing.
    if (change === undefined) return at;
    at = after(at, change);
  }
};

/** What a step refuses, told of the step. */
const named = <T>(path: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuseField(path, 'cannot have happened to the case as it was then', 'invalid_request', error.code);
  }
};

const take = (life: Life, step: PastStep, customer: Actor, desk: Desk): Life => {
  const { ticket } = life;
  const staff: Actor = ticket.assigneeId === undefined ? importer : { type: 'user', id: ticket.assigneeId };
  if (step.type === 'message') {
    const author = step.from === 'customer' ? customer : staff;
    const message: Message = {
      id: step.id,
      ticketId: ticket.id,
      visibility: step.visibility,
      author,
      body: step.body,
      attachmentIds: [],
      createdAt: step.at,
      version: 1,
    };
    const change = addMessage(ticket, message, { handled: false }, { now: step.at, actor: author, desk });
    return after(life, change, [message]);
  }
  const actor: Actor = step.agentId === undefined ? staff : { type: 'user', id: step.agentId };
  const circumstances = { now: step.at, actor, desk };
  if (step.type === 'status') {
    // The source says what has come about here already: by a message, or because it closed by itself.
    if (step.to === ticket.status) return life;
    const ask = { to: step.to, reason: 'imported', handled: false };
    return after(life, transition(ticket, ask, circumstances));
  }
  const teams = (step.teamIds ?? []).filter((id) => desk.teams.has(id));
  const to = { assigneeId: step.agentId ?? null, teamId: teamOfAssignee(ticket, teams) };
  const given = assign(ticket, to, circumstances);
  const taken = after(life, given);
  // Somebody had it, though nobody we know: it was no new case any more.
  if (taken.ticket.status !== 'new') return taken;
  const ask = { to: 'open' as const, reason: 'first assignment', handled: false };
  return after(taken, transition(taken.ticket, ask, circumstances));
};
