import { maskText } from '#shared/domain/customers/mask-text.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { nextDue, nextTimerAt } from '#shared/domain/sla/sla.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import { type Ticket, ticketSchema } from '#shared/domain/tickets/ticket.ts';
import { isActive } from '#shared/domain/tickets/values.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, type Key, keys, leftTeam, leftTeamDue, type Shards, shardOf } from '../keys.ts';
import { maskedText } from './left.ts';
import { stripped } from './strip.ts';

/** The list view that lies in the indexes: nothing of it is sealed, so its subject is masked. */
export const cardOf = (ticket: Ticket): TicketCard => {
  const due = isActive(ticket.status) ? nextDue(ticket.sla) : undefined;
  return {
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
    subject: clipped(maskText(ticket.subject), 200),
    language: ticket.language,
    customerId: ticket.customerId,
    teamId: ticket.teamId,
    teamIds: ticket.teamIds,
    ...(ticket.assigneeId === undefined ? {} : { assigneeId: ticket.assigneeId }),
    ...(ticket.ownerId === undefined ? {} : { ownerId: ticket.ownerId }),
    escalationLevel: ticket.escalationLevel,
    tags: ticket.tags,
    ...(due ? { due: { target: due.target, dueAt: due.dueAt } } : {}),
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
  };
};

/** A number at the end of a text that was cut, in the spellings that `maskText` knows: half of it would not be masked any more. */
const cutNumber = /[+＋]?[\d０-９][\d０-９xX \u00A0\-\u2010-\u2015()\u200B-\u200D\u2060\uFEFF－\u3000+＋]*$/u;

/** The beginning of a text, at most so many bytes of UTF-8, no character and no number cut in two. */
const clipped = (text: string, bytes: number): string => {
  const raw = Buffer.from(text);
  if (raw.length <= bytes) return text;
  const beginning = new TextDecoder().decode(raw.subarray(0, bytes - 3), { stream: true });
  return `${beginning.replace(cutNumber, '')}…`;
};

/** The earliest instant at which the ticket needs the sweep: a rung of its ladder, or closing by itself. */
export const timerOf = (ticket: Ticket): number | undefined => {
  if (ticket.status === 'resolved') return ticket.closeAt;
  return isActive(ticket.status) ? nextTimerAt(ticket.sla) : undefined;
};

const indexKeys = (ticket: Ticket, shards: Shards): Item => {
  const { id, teamId, status, assigneeId } = ticket;
  const created = `${iso(ticket.createdAt)}#${id}`;
  const active = isActive(status);
  const due = active ? nextDue(ticket.sla) : undefined;
  const dueKey = due ? `${iso(due.dueAt)}#${id}` : '';
  const timer = timerOf(ticket);
  const person = assigneeId
    ? indexes.ticketsOfAssignee(assigneeId, active ? 'active' : 'done')
    : active
      ? indexes.unassignedOfTeam(teamId, shardOf(id, shards.team))
      : undefined;
  return {
    ...indexKey('gsi1', indexes.ticketsOfTeam(teamId, status, shardOf(id, shards.team)), created),
    ...indexKey('gsi2', indexes.tickets(status, shardOf(id, shards.all)), created),
    ...indexKey('gsi3', person, created),
    ...indexKey('gsi4', indexes.ticketsOfCustomer(ticket.customerId), created),
    // A timer set in the past is due now: so the sweep's watermark cannot pass it.
    ...indexKey(
      'gsi5',
      timer === undefined ? undefined : indexes.timers('ticket', shardOf(id, shards.timers)),
      timer === undefined ? '' : `${iso(Math.max(timer, ticket.updatedAt))}#${id}`,
    ),
    ...indexKey('gsi6', due && indexes.dueInTeam(teamId, shardOf(id, shards.team)), dueKey),
    ...indexKey('gsi7', due && indexes.due(shardOf(id, shards.all)), dueKey),
  };
};

/**
 * Sparse lists of their own: by tag, by severity above ordinary, by level above 0; and for each team the case has left, as it stays
 * readable there, by creation and by due time. Few cases change teams, so the latter lie in one shard.
 */
const facetKeys = (ticket: Ticket, shards: Shards): Key[] => {
  const [shard, created] = [shardOf(ticket.id, shards.all), iso(ticket.createdAt)];
  const due = isActive(ticket.status) ? nextDue(ticket.sla) : undefined;
  const facets = [
    ...ticket.tags.map((tag) => `tag=${tag}`),
    ...(ticket.severity === 'ordinary' ? [] : [`severity=${ticket.severity}`]),
    ...(ticket.escalationLevel === 0 ? [] : [`level=${ticket.escalationLevel}`]),
  ];
  const left = ticket.teamIds.filter((teamId) => teamId !== ticket.teamId);
  return [
    ...facets.map((facet) => keys.facet(facet, shard, created, ticket.id)),
    ...left.map((teamId) => keys.facet(leftTeam(teamId), '0', created, ticket.id)),
    ...(due ? left.map((teamId) => keys.facet(leftTeamDue(teamId), '0', iso(due.dueAt), ticket.id)) : []),
  ];
};

const minus = (a: readonly string[], b: readonly string[]): string[] => a.filter((one) => !b.includes(one));
const without = (these: readonly Key[], those: readonly Key[]): Key[] =>
  these.filter(({ pk, sk }) => !those.some((that) => that.pk === pk && that.sk === sk));

/** How a ticket's head is kept (table-design, Base items). */
export const ticketItem: ItemKind<'ticket'> = {
  type: 'ticket',
  schemaVersion: 1,
  key: ([id = '']) => keys.ticket(id),
  idOf: (ticket) => [ticket.id],
  versionOf: (ticket) => ticket.version,
  personal: { owner: ({ customerId }) => ({ customerId }), left: { subject: maskedText } },
  sealsFor: ({ customerId }) => customerId,
  toItem: (ticket, shards) => ({ ...ticket, card: cardOf(ticket), ...indexKeys(ticket, shards) }),
  fromItem: (item) => ticketSchema.parse(stripped(item)),
  follow: (ticket, before, shards) => {
    const [facets, had] = [facetKeys(ticket, shards), before ? facetKeys(before, shards) : []];
    const hadOrders = before?.orderIds ?? [];
    return {
      put: [
        ...without(facets, had).map((key) => ({ ...key, t: 'facet', v: 1 })),
        ...minus(ticket.orderIds, hadOrders).map((order) => ({
          ...keys.orderTicket(order, ticket.id),
          t: 'orderTicket',
          v: 1,
        })),
      ],
      remove: [
        ...without(had, facets),
        ...minus(hadOrders, ticket.orderIds).map((order) => keys.orderTicket(order, ticket.id)),
      ],
    };
  },
};
