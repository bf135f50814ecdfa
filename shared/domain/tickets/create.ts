import type { Instant } from '../kernel/time.ts';
import { choosePolicy } from '../sla/policy.ts';
import { openSla } from '../sla/sla.ts';
import { type TicketChange, tell, withCounts, withTicket } from './change.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import type { Message } from './message.ts';
import { policyFacts } from './settle.ts';
import { teamAtLevel } from './teams.ts';
import type { Ticket } from './ticket.ts';
import type { Channel, EscalationLevel, Kind, OpenedBy, Priority, Severity } from './values.ts';

export type NewTicket = {
  readonly id: string;
  readonly number: string;
  readonly messageId: string;
  readonly shopId: string;
  readonly kind: Kind;
  readonly category: string;
  readonly severity: Severity;
  readonly priority?: Priority | undefined;
  readonly triage: Ticket['triage'];
  readonly channel: Channel;
  readonly subject: string;
  readonly body: string;
  readonly attachmentIds: readonly string[];
  readonly language: string;
  readonly openedBy: OpenedBy;
  readonly customerId: string;
  readonly orderIds: readonly string[];
  readonly teamId: string;
  readonly tags: readonly string[];
};

/** A severe complaint starts with the department, an urgent one with management (semantics, Ladder). */
export const startingLevel = (kind: Kind, severity: Severity): EscalationLevel => {
  if (kind !== 'complaint' || severity === 'ordinary') return 0;
  return severity === 'severe' ? 1 : 2;
};

/** The priority of a case nobody chose one for: a severe complaint `high`, an urgent one `urgent`, else `normal`. */
export const impliedPriority = (kind: Kind, severity: Severity): Priority => {
  if (kind !== 'complaint' || severity === 'ordinary') return 'normal';
  return severity === 'severe' ? 'high' : 'urgent';
};

/** Opens a case: the head with its clocks, the customer's words as the first message, and the facts of its beginning. */
export const openTicket = (
  input: NewTicket,
  { now, actor, desk }: { now: Instant; actor: Actor; desk: Desk },
): { change: TicketChange; message: Message } => {
  const message: Message = {
    id: input.messageId,
    ticketId: input.id,
    visibility: 'public',
    // The customer's own words, whoever calls; only a case that staff opens on its own account begins with staff's words.
    author: input.openedBy === 'customer' ? { type: 'customer', id: input.customerId } : actor,
    body: input.body,
    attachmentIds: [...input.attachmentIds],
    createdAt: now,
    version: 1,
  };
  const opened = startClocks(headOf(input, now, desk), now, desk);
  const change = tellOpening(opened.ticket, opened.ledger, message, actor, now, desk);
  return { change: withCounts(change), message };
};

const headOf = (input: NewTicket, now: Instant, desk: Desk): Ticket => {
  const level = startingLevel(input.kind, input.severity);
  const teamId = teamAtLevel(input.teamId, level, desk);
  return {
    id: input.id,
    number: input.number,
    version: 1,
    shopId: input.shopId,
    kind: input.kind,
    category: input.category,
    severity: input.severity,
    priority: input.priority ?? impliedPriority(input.kind, input.severity),
    priorityGiven: input.priority !== undefined,
    status: 'new',
    channel: input.channel,
    subject: input.subject,
    language: input.language,
    openedBy: input.openedBy,
    customerId: input.customerId,
    orderIds: [...input.orderIds],
    teamId,
    teamIds: [...new Set([input.teamId, teamId])],
    homeTeamId: input.teamId,
    escalationLevel: level,
    escalations: level === 0 ? 0 : 1,
    tags: [...new Set(input.tags)],
    triage: input.triage,
    sla: { cycle: 1, clocks: [] },
    eventSeq: 0,
    repliedBy: [],
    createdAt: now,
    updatedAt: now,
    reopenCount: 0,
  };
};

const startClocks = (ticket: Ticket, now: Instant, desk: Desk) => {
  const policy = choosePolicy(desk.policies, policyFacts(ticket));
  const { sla, ledger } = openSla(
    {
      policy,
      createdAt: now,
      openedBy: ticket.openedBy,
      status: ticket.status,
      hasCustomerMessage: ticket.openedBy === 'customer',
    },
    desk.sla,
  );
  return { ticket: { ...ticket, sla }, ledger };
};

const tellOpening = (
  ticket: Ticket,
  ledger: Parameters<typeof tell>[1]['ledger'],
  message: Message,
  actor: Actor,
  now: Instant,
  desk: Desk,
): TicketChange => {
  const blank: TicketChange = { before: undefined, ticket, events: [], fired: [], escalations: [] };
  let change = tell(blank, {
    type: 'created',
    at: now,
    actor,
    data: {
      channel: ticket.channel,
      kind: ticket.kind,
      category: ticket.category,
      severity: ticket.severity,
      priority: ticket.priority,
      teamId: ticket.teamId,
      escalationLevel: ticket.escalationLevel,
      messageId: message.id,
    },
    ...(ledger ? { ledger } : {}),
  });
  if (ticket.triage.source === 'auto') {
    const { kind, category, severity, language } = ticket;
    change = tell(change, {
      type: 'triaged',
      at: now,
      actor: { type: 'system', id: 'triage' },
      data: { kind, category, severity, language, ...ticket.triage },
    });
  }
  return ticket.escalationLevel === 0 ? change : startOnLadder(change, now, desk);
};

/** The step a severe case begins with is on the ladder's record, but the level did not rise: no `escalated` is told. */
const startOnLadder = (change: TicketChange, now: Instant, desk: Desk): TicketChange => {
  const { ticket } = change;
  return {
    ...withTicket(change, {}),
    escalations: [
      {
        ticketId: ticket.id,
        n: 1,
        level: ticket.escalationLevel,
        from: 0,
        cause: 'severity',
        reason: `${ticket.severity} complaint`,
        dueAt: now,
        at: now,
        actor: { type: 'system', id: 'escalation' },
        fromTeamId: ticket.homeTeamId,
        toTeamId: teamAtLevel(ticket.homeTeamId, ticket.escalationLevel, desk),
        version: 1,
      },
    ],
  };
};
