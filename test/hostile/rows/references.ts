import type { Case, Row } from '../row.ts';
import { absent, anOrder, aTicket, CANARY, type World } from '../world.ts';
import { open } from './wrong.ts';

const nothing = '422 unknown_reference';

/** Every field that names something else, with something that is not there. */
const strays = (world: World): Omit<Case, 'answers'>[] => {
  const { untouched: ticket, me } = world;
  const [usr, team, cus, ord, cal, shop] = ['usr', 'team', 'cus', 'ord', 'cal', 'shop'].map(absent);
  const policy = { name: CANARY, position: 900, targets: { resolution: { duration: 'PT1H' } } };
  const of = (what: string, to: string, body: object, as = 'admin'): Omit<Case, 'answers'> => ({
    what,
    to,
    as,
    body,
  });
  /** Means the version that is there, so that the reference alone is wrong. */
  const at = (version: string, one: ReturnType<typeof of>) => ({ ...one, headers: { 'if-match': version } });
  return [
    at('"1"', of('assigneeId', `PUT /v1/tickets/${ticket.id}/assignment`, { assigneeId: usr })),
    at('"1"', of('teamId', `PUT /v1/tickets/${ticket.id}/assignment`, { teamId: team })),
    at('"1"', of('customerId', `PATCH /v1/tickets/${ticket.id}`, { customerId: cus })),
    at('"1"', of('orderIds', `PATCH /v1/tickets/${ticket.id}`, { orderIds: [ord] })),
    of('a task’s assigneeId', `POST /v1/tickets/${ticket.id}/tasks`, task({ assigneeId: usr })),
    of('a task’s teamId', `POST /v1/tickets/${ticket.id}/tasks`, task({ teamId: team })),
    of('a role’s teamIds', 'POST /v1/roles', {
      name: CANARY,
      permissions: ['tickets.read'],
      scope: 'teams',
      teamIds: [team],
    }),
    of('a user’s teamIds', 'POST /v1/users', {
      name: 'Ada',
      email: 'ada@example.com',
      role: 'agent',
      teamIds: [team],
    }),
    of('a user’s role', 'POST /v1/users', { name: 'Ada', email: 'ada@example.com', role: absent('rol') }),
    of('escalatesTo', 'POST /v1/teams', { name: CANARY, escalatesTo: team }),
    of('leadIds', 'POST /v1/teams', { name: CANARY, leadIds: [usr] }),
    of('calendarId', 'POST /v1/sla-policies', { ...policy, conditions: {}, calendarId: cal }),
    at(
      world.settings,
      of('a routed team', 'PATCH /v1/settings', { routing: [{ conditions: {}, teamId: team }] }),
    ),
    of('a webhook’s shopId', 'POST /v1/webhooks', {
      url: 'https://x.example/',
      events: ['ticket.created'],
      shopId: shop,
    }),
    of('a ticket’s shopId', open, aTicket(world, { shopId: shop })),
    of('an order’s customer', 'PUT /v1/orders/H-8', anOrder({ customer: { id: cus } })),
    of('duplicateId', `POST /v1/customers/${me.customer1}/merge`, { duplicateId: cus }),
  ];
};

const task = (over: object): object => ({ title: CANARY, dueAt: '2026-03-09T00:00:00Z', ...over });

/** What belongs to `customer2` or to a team that `agent1` is not in. */
const others = (world: World): Case[] => {
  const { ticket, elsewhere, me, message, order } = world;
  const hidden = '404 not_found';
  const by = (as: string, to: string, body?: object): Case => ({
    what: `${to} by ${as}`,
    as,
    to,
    ...(body ? { body } : {}),
    answers: hidden,
  });
  const path = `/v1/tickets/${elsewhere.id}`;
  return [
    by('agent1', `GET ${path}`),
    by('agent1', `PATCH ${path}`, { subject: CANARY }),
    by('agent1', `POST ${path}/messages`, { visibility: 'internal', body: CANARY }),
    by('agent1', `POST ${path}/transitions`, { to: 'pending', reason: CANARY }),
    by('agent1', `PUT ${path}/assignment`, { assigneeId: me.agent1 }),
    by('agent1', `POST ${path}/escalations`, { level: 1, reason: CANARY }),
    by('agent1', `POST ${path}/tasks`, task({})),
    by('agent1', `PATCH ${path}/messages/${message}`, { body: CANARY }),
    by('agent1', `GET ${path}/messages/${message}`),
    by('customer2', `GET /v1/tickets/${ticket.id}`),
    by('customer2', `GET /v1/tickets/${ticket.id}/messages/${message}`),
    by('customer2', `POST /v1/tickets/${ticket.id}/messages`, { visibility: 'public', body: CANARY }),
    by('customer1', `GET /v1/orders/${order}`),
    by('customer1', `GET /v1/customers/${me.customer2}`),
    by('customer1', `GET /v1/customers/${me.customer2}/data-copy`),
    by('customer1', `POST /v1/customers/${me.customer2}/consents`, {
      purpose: 'marketing',
      state: 'withdrawn',
    }),
    {
      what: 'an order of another in a case of one’s own',
      as: 'customer1',
      to: open,
      body: { subject: CANARY, body: 'x', channel: 'web', orderIds: [order] },
      answers: '422 unknown_reference',
    },
    {
      what: 'a case in the name of another',
      as: 'customer1',
      to: open,
      body: { subject: CANARY, body: 'x', channel: 'web', customerId: me.customer2 },
      answers: '422 invalid_request',
      names: 'customerId',
    },
    {
      what: 'a note by a customer',
      as: 'customer1',
      to: `POST /v1/tickets/${ticket.id}/messages`,
      body: { visibility: 'internal', body: CANARY },
      answers: '422 invalid_request',
    },
  ];
};

/** 3.1, H26: every field that refers to something, with what is not there or not the caller's. */
export const referenceRows: readonly Row[] = [
  {
    id: 'H26',
    title: 'references to what is not there, or another’s',
    whole: true,
    cases: (world) => [
      ...strays(world).map((stray) => ({ ...stray, answers: nothing })),
      ...others(world),
      {
        what: 'a snapshot that is not there',
        as: 'admin',
        to: 'POST /v1/restores',
        body: { snapshotId: absent('snap'), mode: 'missing', confirm: absent('snap') },
        answers: '409 snapshot_invalid',
      },
      {
        what: 'files that nobody has uploaded',
        to: open,
        body: aTicket(world, { attachmentIds: [absent('att')] }),
        answers: '422 unknown_reference',
      },
    ],
  },
];
