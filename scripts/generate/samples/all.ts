import { marshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { catalogue } from '#events/catalogue.ts';
import { eventItem } from '#shared/adapters/dynamo/items/case-parts.ts';
import { queues } from '#shared/contracts/queues.ts';
import { schedules } from '#shared/contracts/schedules.ts';
import { eventId, type TicketEvent } from '#shared/domain/tickets/event.ts';
import { busEvent, customResourceEvent, sqsEvent, streamEvent } from './envelopes.ts';
import { eventExample, exampleOf } from './events.ts';
import { httpSamples } from './http.ts';

const ticketId = 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY';
const at = Date.parse('2026-03-02T09:00:00.000Z');

const timelineEvent: TicketEvent = {
  id: eventId(ticketId, 4, at),
  ticketId,
  seq: 4,
  type: 'statusChanged',
  at,
  actor: { type: 'user', id: 'usr_01K5Q8J3M9N4P6R7S8T9V0W1XY' },
  data: { from: 'open', to: 'pending', reason: '等待客户确认地址' },
  counts: {
    from: { status: 'open', teamId: 'team_00000000000000000000000001' },
    to: { status: 'pending', teamId: 'team_00000000000000000000000001' },
  },
};

const streamSample = () => {
  const key = eventItem.key(eventItem.idOf(timelineEvent));
  const item = {
    ...key,
    t: eventItem.type,
    v: eventItem.schemaVersion,
    ...eventItem.toItem(timelineEvent, { team: 1, all: 1, timers: 1 }),
  };
  return streamEvent([{ keys: marshall(key), image: marshall(item) }]);
};

/** A queue that is fed by the bus gets events of the catalogue, the others messages of their own form. */
const messagesOf = (message: z.ZodType): unknown[] => {
  const fed = ['ticket.slaBreached', 'ticket.escalated']
    .map(eventExample)
    .filter((event) => message.safeParse(event).success);
  return fed.length > 0 ? fed : [exampleOf(message)];
};

const addStaff = {
  action: 'addStaff',
  staff: [
    {
      sub: '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10',
      name: '王芳',
      email: 'wangfang@example.com',
      role: 'agent',
      teams: ['service'],
    },
  ],
  customers: [],
};

/** One payload for each way in which a function is invoked: path → what it receives. */
export const samples = (): Map<string, unknown> =>
  new Map([
    ...named('http', httpSamples()),
    ...Object.entries(queues).map(([id, { message }]): [string, unknown] => [
      pathOf(`sqs-${id}`),
      sqsEvent(id, messagesOf(message)),
    ]),
    ...Object.keys(schedules).map((id): [string, unknown] => [
      pathOf(`schedule-${id}`),
      { schedule: id, at: '2026-03-02T09:00:00Z' },
    ]),
    [pathOf('stream-table'), streamSample()],
    ...[...catalogue.keys()].map((type): [string, unknown] => [
      pathOf(`bus-${type}`),
      busEvent(eventExample(type)),
    ]),
    ...named('bootstrap', { 'custom-resource': customResourceEvent(), 'add-staff': addStaff }),
  ]);

const pathOf = (name: string): string => `events/samples/${name}.json`;

const named = (prefix: string, entries: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(entries).map(([name, value]) => [pathOf(`${prefix}-${name}`), value]);
