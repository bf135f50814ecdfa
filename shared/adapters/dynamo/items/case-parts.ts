import * as z from 'zod';
import { iso } from '#shared/domain/kernel/time.ts';
import { escalationSchema } from '#shared/domain/tickets/escalation.ts';
import { type TicketEvent, ticketEventSchema } from '#shared/domain/tickets/event.ts';
import { identityCheckSchema } from '#shared/domain/tickets/identity-check.ts';
import { messageEditSchema, messageSchema } from '#shared/domain/tickets/message.ts';
import { firedRungSchema } from '#shared/domain/tickets/rung.ts';
import { taskSchema } from '#shared/domain/tickets/task.ts';
import { savedViewSchema } from '#shared/domain/tickets/view.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys, padded, type Shards, shardOf } from '../keys.ts';
import { noText, nothing, systemText } from './left.ts';
import { stripped } from './strip.ts';

/** What is said in a case belongs to the customer of the case. */
const ofTicket = ({ ticketId }: { readonly ticketId: string }) => ({ ticketId });

/** The items that lie in a ticket's own partition beside its head. */
export const messageItem: ItemKind<'message'> = {
  type: 'message',
  schemaVersion: 1,
  key: ([ticketId = '', id = '']) => keys.message(ticketId, id),
  idOf: (message) => [message.ticketId, message.id],
  versionOf: (message) => message.version,
  personal: { owner: ofTicket, left: { body: noText } },
  toItem: (message) => ({ ...message }),
  fromItem: (item) => messageSchema.parse(stripped(item)),
};

export const messageEditItem: ItemKind<'messageEdit'> = {
  type: 'messageEdit',
  schemaVersion: 1,
  key: ([ticketId = '', id = '', n = '']) => keys.messageEdit(ticketId, id, Number(n)),
  idOf: (edit) => [edit.ticketId, edit.messageId, String(edit.n)],
  personal: { owner: ofTicket, left: { body: noText } },
  toItem: (edit) => ({ ...edit }),
  fromItem: (item) => messageEditSchema.parse(stripped(item)),
};

/** Missed deadlines are listed by their instant, of everybody and of each team. */
const missKeys = ({ ticketId, seq, at, outcomes = [] }: TicketEvent, shards: Shards): Item => {
  const missed = outcomes.find(({ outcome }) => outcome === 'missed');
  if (!missed) return {};
  const sort = `${iso(at)}#${ticketId}.${padded(seq)}`;
  return {
    ...indexKey('gsi1', indexes.missesOfTeam(missed.teamId, shardOf(ticketId, shards.team)), sort),
    ...indexKey('gsi2', indexes.misses(shardOf(ticketId, shards.all)), sort),
  };
};

/** The table's stream publishes the inserts of this type, and only these. */
export const eventItem: ItemKind<'event'> = {
  type: 'event',
  schemaVersion: 1,
  key: ([ticketId = '', seq = '']) => keys.event(ticketId, Number(seq)),
  idOf: (event) => [event.ticketId, String(event.seq)],
  personal: { owner: ofTicket, left: { 'data.reason': systemText } },
  toItem: (event, shards) => ({ ...event, ...missKeys(event, shards) }),
  fromItem: (item) => ticketEventSchema.parse(stripped(item)),
};

/** How often and when the customer of a case was asked who they are. */
export const identityCheckItem: ItemKind<'identityCheck'> = {
  type: 'identityCheck',
  schemaVersion: 1,
  key: ([ticketId = '']) => keys.identityCheck(ticketId),
  idOf: ({ ticketId }) => [ticketId],
  versionOf: ({ version }) => version,
  toItem: (check) => ({ ...check }),
  fromItem: (item) => identityCheckSchema.parse(stripped(item)),
};

export const rungItem: ItemKind<'rung'> = {
  type: 'rung',
  schemaVersion: 1,
  key: ([ticketId = '', cycle = '', target = '', instance = '', rung = '']) =>
    keys.rung(ticketId, Number(cycle), target, Number(instance), rung),
  idOf: (rung) => [rung.ticketId, String(rung.cycle), rung.target, String(rung.instance), rung.rung],
  toItem: (rung) => ({ ...rung }),
  fromItem: (item) => firedRungSchema.parse(stripped(item)),
};

export const escalationItem: ItemKind<'escalation'> = {
  type: 'escalation',
  schemaVersion: 1,
  key: ([ticketId = '', n = '']) => keys.escalation(ticketId, Number(n)),
  idOf: (escalation) => [escalation.ticketId, String(escalation.n)],
  versionOf: (escalation) => escalation.version,
  personal: { owner: ofTicket, left: { reason: systemText } },
  toItem: (escalation) => ({ ...escalation }),
  fromItem: (item) => escalationSchema.parse(stripped(item)),
};

export const taskItem: ItemKind<'task'> = {
  type: 'task',
  schemaVersion: 1,
  key: ([ticketId = '', id = '']) => keys.task(ticketId, id),
  idOf: (task) => [task.ticketId, task.id],
  versionOf: (task) => task.version,
  personal: { owner: ofTicket, left: { title: noText, result: nothing } },
  toItem: (task) => ({
    ...task,
    ...indexKey(
      'gsi3',
      task.assigneeId === undefined ? undefined : indexes.tasksOfOwner(task.assigneeId, task.status),
      `${iso(task.dueAt)}#${task.id}`,
    ),
  }),
  fromItem: (item) => taskSchema.parse(stripped(item)),
};

export const viewItem: ItemKind<'view'> = {
  type: 'view',
  schemaVersion: 1,
  key: ([userId = '', id = '']) => keys.view(userId, id),
  idOf: (view) => [view.userId, view.id],
  versionOf: (view) => view.version,
  toItem: (view) => ({ ...view }),
  fromItem: (item) => savedViewSchema.parse(stripped(item)),
};

export const ticketNumberItem: ItemKind<'ticketNumber'> = {
  type: 'ticketNumber',
  schemaVersion: 1,
  key: ([number = '']) => keys.ticketNumber(number),
  idOf: ({ number }) => [number],
  toItem: (record) => ({ ...record }),
  fromItem: (item) => z.object({ number: z.string(), ticketId: z.string() }).parse(stripped(item)),
};
