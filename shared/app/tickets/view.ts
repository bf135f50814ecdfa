import type { ResponseOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import { clockViews, isUncovered } from '#shared/domain/sla/sla.ts';
import type { Escalation } from '#shared/domain/tickets/escalation.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { SavedView } from '#shared/domain/tickets/view.ts';
import type { Caller, Context } from '../ports.ts';

type View<K extends keyof typeof ticketRoutes> = ResponseOf<(typeof ticketRoutes)[K]>;

/** Free text as this caller may read it: phones, cards and identity numbers masked to all but roles that may reveal phones (`api.md`, Text). */
const textFor = (caller: Caller, text: string): string =>
  caller.reveal.has('phone') ? text : maskText(text);

/** What triage found; how the house grades its customers is not for customers to read. */
const triageFor = (caller: Pick<Caller, 'type'>, { grade, ...found }: Ticket['triage']): Ticket['triage'] =>
  grade === undefined || caller.type !== 'user' ? found : { ...found, grade };

/** The ticket as the API shows it at this moment; the states of its clocks are computed now. */
export const ticketView = (
  ticket: Ticket,
  { now, config, caller }: Pick<Context, 'now' | 'config' | 'caller'>,
): View<'tickets/get'> => ({
  id: ticket.id,
  number: ticket.number,
  version: ticket.version,
  shopId: ticket.shopId,
  kind: ticket.kind,
  category: ticket.category,
  severity: ticket.severity,
  priority: ticket.priority,
  status: ticket.status,
  channel: ticket.channel,
  subject: textFor(caller, ticket.subject),
  language: ticket.language,
  openedBy: ticket.openedBy,
  customerId: ticket.customerId,
  orderIds: [...ticket.orderIds],
  teamId: ticket.teamId,
  teamIds: [...ticket.teamIds],
  assigneeId: ticket.assigneeId ?? null,
  ownerId: ticket.ownerId ?? null,
  escalationLevel: ticket.escalationLevel,
  tags: [...ticket.tags],
  triage: triageFor(caller, ticket.triage),
  sla: {
    policyId: ticket.sla.policyId ?? null,
    policyVersion: ticket.sla.policyVersion ?? null,
    clocks: clockViews(ticket.sla, now, config.sla),
    ...(isUncovered(ticket.sla) ? { warnings: ['calendar_not_covered'] } : {}),
  },
  createdAt: iso(ticket.createdAt),
  updatedAt: iso(ticket.updatedAt),
  firstResponseAt: isoOrNull(ticket.firstResponseAt),
  resolvedAt: isoOrNull(ticket.resolvedAt),
  closedAt: isoOrNull(ticket.closedAt),
  reopenCount: ticket.reopenCount,
});

export const summaryView = (
  card: TicketCard,
  { now, caller }: Pick<Context, 'now' | 'caller'>,
): View<'tickets/list'>['items'][number] => {
  const { due, ...rest } = card;
  return {
    ...rest,
    subject: textFor(caller, card.subject),
    assigneeId: card.assigneeId ?? null,
    ownerId: card.ownerId ?? null,
    sla: {
      next: due
        ? {
            target: due.target,
            state: now > due.dueAt ? ('breached' as const) : ('running' as const),
            dueAt: iso(due.dueAt),
          }
        : null,
    },
    createdAt: iso(card.createdAt),
    updatedAt: iso(card.updatedAt),
  };
};

export const messageView = (message: Message, caller: Caller): View<'tickets/add-message'> => ({
  ...message,
  attachmentIds: [...message.attachmentIds],
  body: textFor(caller, message.body),
  createdAt: iso(message.createdAt),
  editedAt: isoOrNull(message.editedAt),
});

const withoutGrade = ({ grade: _, ...rest }: TicketEvent['data']): TicketEvent['data'] => rest;

/** Reasons are words of the desk: customers follow their case without them. */
const eventData = ({ type, data: told, actor }: TicketEvent, caller: Caller): TicketEvent['data'] => {
  const data = type === 'triaged' && caller.type === 'customer' ? withoutGrade(told) : told;
  if (typeof data['reason'] !== 'string') return data;
  const { reason, ...rest } = data;
  if (caller.type === 'customer' && actor.type === 'user') return rest;
  return { ...rest, reason: textFor(caller, reason) };
};

export const eventView = (event: TicketEvent, caller: Caller): View<'tickets/timeline'>['items'][number] => ({
  id: event.id,
  seq: event.seq,
  type: event.type,
  at: iso(event.at),
  actor: event.actor,
  data: eventData(event, caller),
});

export const escalationView = (escalation: Escalation, caller: Caller): View<'tickets/escalate'> => {
  const { reason, dueAt, at, acknowledgedAt, acknowledgedBy, holdUntil, ...rest } = escalation;
  return {
    ...rest,
    reason: textFor(caller, reason),
    dueAt: iso(dueAt),
    at: iso(at),
    acknowledgedAt: isoOrNull(acknowledgedAt),
    acknowledgedBy: acknowledgedBy ?? null,
    holdUntil: isoOrNull(holdUntil),
  };
};

export const taskView = (task: Task, caller: Caller): View<'tickets/add-task'> => ({
  id: task.id,
  ticketId: task.ticketId,
  version: task.version,
  type: task.type,
  title: textFor(caller, task.title),
  status: task.status,
  teamId: task.teamId,
  assigneeId: task.assigneeId ?? null,
  dueAt: iso(task.dueAt),
  createdAt: iso(task.createdAt),
  createdBy: task.createdBy,
  result: task.result === undefined ? null : textFor(caller, task.result),
  doneAt: isoOrNull(task.doneAt),
});

export const savedViewView = (view: SavedView): View<'tickets/get-view'> => ({
  id: view.id,
  version: view.version,
  name: view.name,
  query: view.query,
  createdAt: iso(view.createdAt),
  updatedAt: iso(view.updatedAt),
});
