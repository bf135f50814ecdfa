import { hours, type Instant } from '#shared/domain/kernel/time.ts';
import {
  managementTeamId,
  serviceLeadTeamId,
  serviceTeamId,
  shippedTeams,
} from '#shared/domain/people/defaults.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { defaultCalendars, defaultPolicies } from '#shared/domain/sla/defaults.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import { type NewTicket, openTicket } from '#shared/domain/tickets/create.ts';
import type { Desk } from '#shared/domain/tickets/desk.ts';
import type { Actor } from '#shared/domain/tickets/event.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';

export const NINE: Instant = Date.parse('2026-03-02T09:00:00Z');
export const agent: Actor = { type: 'user', id: 'usr_01K00000000000000000000001' };
export const customer: Actor = { type: 'customer', id: 'cus_01K00000000000000000000001' };
export { managementTeamId, serviceLeadTeamId, serviceTeamId };

/** The house as it ships: settings, teams, policies and calendars. */
export const desk: Desk = {
  settings: defaultSettings(0),
  teams: new Map(shippedTeams(0).map((team) => [team.id, team])),
  policies: defaultPolicies,
  sla: slaContextOf(new Map(Map.groupBy(defaultCalendars, (calendar) => calendar.calendarId))),
};

export const at = (hour: number, actor: Actor = agent) => ({ now: NINE + hours(hour), actor, desk });

const input: NewTicket = {
  id: 'tkt_01K0000000ABCDEFGHJKMNPQRS',
  number: 'K7-4M2Q9',
  messageId: 'msg_01K0000000ABCDEFGHJKMNPQRS',
  shopId: 'main',
  kind: 'complaint',
  category: 'complaint.logistics',
  severity: 'ordinary',
  priority: undefined,
  triage: { source: 'given', confidence: 1 },
  channel: 'web',
  subject: 'The parcel arrived open',
  body: 'Half of it is missing.',
  attachmentIds: [],
  language: 'en',
  openedBy: 'customer',
  customerId: customer.id,
  orderIds: [],
  teamId: serviceTeamId,
  tags: [],
};

/** A complaint of an ordinary customer, opened at nine; a test names only what it cares about. */
export const opened = (overrides: Partial<NewTicket> = {}) => openTicket({ ...input, ...overrides }, at(0));
export const aTicket = (overrides: Partial<NewTicket> = {}): Ticket => opened(overrides).change.ticket;

let drawn = 0;
export const aMessage = (ticket: Ticket, author: Actor, of: Partial<Message> = {}): Message => ({
  id: `msg_01K000000000000000000${String(++drawn).padStart(5, '0')}`,
  ticketId: ticket.id,
  visibility: 'public',
  author,
  body: 'Hello',
  attachmentIds: [],
  createdAt: NINE,
  version: 1,
  ...of,
});
