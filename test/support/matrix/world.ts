import type { Journey, Reply } from '../local-stack.ts';
import { type Actor, makeActors, type TeamName } from './actors.ts';
import type { Facts } from './oracle.ts';

/** One object of a family: what the path needs to name it, and what is known of it. */
export type Thing = Facts & { readonly params: Readonly<Record<string, string>> };
/** Objects by their relation to the callers. */
export type Family = Readonly<Record<string, Thing>>;

export type World = {
  readonly teamIds: Readonly<Record<TeamName, string>>;
  readonly actors: readonly Actor[];
  readonly families: Readonly<Record<FamilyName, Family>>;
  readonly surveyToken: string;
  /** A customer whom no cell is about. */
  readonly spareCustomer: string;
  readonly close: () => void;
};

export type FamilyName =
  | 'nothing'
  | 'channel'
  | 'ticket'
  | 'message'
  | 'step'
  | 'task'
  | 'view'
  | 'customer'
  | 'customerToErase'
  | 'order'
  | 'user'
  | 'team'
  | 'role'
  | 'shop'
  | 'webhook'
  | 'snapshot'
  | 'restore'
  | 'import'
  | 'export'
  | 'policy'
  | 'calendar'
  | 'template'
  | 'survey'
  | 'surveyToken'
  | 'orderNumber';

/** A phone number in what people wrote: masked to everybody but roles that may reveal phones. */
export const PHONE_IN_TEXT = '13912345678';
/** Words of the desk that no customer may read. */
export const DESK_WORDS = 'canary of the desk';
/** What belongs to nobody but this sample customer. */
export const personalValues: Readonly<Record<string, readonly string[]>> = {
  customer1: ['13800138001', '张伟', 'customer1@example.com'],
  customer2: ['4155552671', 'Grace Miller', 'customer2@example.com'],
};
export const WRITTEN = `Call me: ${PHONE_IN_TEXT}`;
const INTERNAL = `${DESK_WORDS} ${PHONE_IN_TEXT}`;

/** An id that the API takes for one and that nothing has. */
export const absent = (prefix: string): string => `${prefix}_01HZZZZZZZZZZZZZZZZZZZZZZZ`;

const done = <T>(reply: Reply): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};
type Made = { readonly id: string; readonly version: number };

const teamsOf = async (journey: Journey): Promise<Record<TeamName, string>> => {
  const admin = journey.as('admin');
  const { items } = done<{ items: { id: string; name: string }[] }>(await admin.get('/v1/teams'));
  const idOf = (name: string): string => items.find((team) => team.name === name)?.id ?? '';
  const escalatesTo = idOf('management');
  const returns = done<Made>(await admin.post('/v1/teams', { name: 'returns', escalatesTo })).id;
  return {
    service: idOf('service'),
    'service-lead': idOf('service-lead'),
    management: escalatesTo,
    returns,
  };
};

/** Everything that requests of the matrix name, made through the API by those who do such things. */
export const makeWorld = async (journey: Journey): Promise<World> => {
  const admin = journey.as('admin');
  const teamIds = await teamsOf(journey);
  const idOfCaller = async (user: string): Promise<string> =>
    done<Made>(await journey.as(user).get('/v1/me')).id;
  const customerIds: Record<string, string> = {
    customer1: await idOfCaller('customer1'),
    customer2: await idOfCaller('customer2'),
  };

  /** A case whose teams are exactly `teams`, in the order it came to them. */
  const openCase = async (customer: string, [first, ...more]: readonly [TeamName, ...TeamName[]]) => {
    const body = { kind: 'return', subject: WRITTEN, body: WRITTEN, channel: 'web', language: 'en' };
    const customerId = customerIds[customer];
    const ticket = done<Made>(
      await admin.post('/v1/tickets', { ...body, customerId, teamId: teamIds[first] }),
    );
    if (more.length > 0)
      done(await admin.post(`/v1/tickets/${ticket.id}/escalations`, { level: 1, reason: INTERNAL }));
    return { id: ticket.id, customer, teams: [first, ...more] };
  };
  const missing = (params: Record<string, string>): Thing => ({ params, missing: true });
  type Case = Awaited<ReturnType<typeof openCase>>;
  const thing = ({ customer, teams }: Case, params: Record<string, string>, more: Partial<Facts> = {}) => ({
    params,
    customer,
    teams,
    ...more,
  });

  // First: their links are sent a day later, and deadlines of cases that are open by then would be missed.
  const surveys = await makeSurveys(journey, openCase);
  const own = await openCase('customer1', ['service']);
  const sameTeam = await openCase('customer2', ['service']);
  const otherTeam = await openCase('customer2', ['returns']);
  const leadTeam = await openCase('customer1', ['service-lead']);
  const climbed = await openCase('customer1', ['service', 'service-lead']);
  const climbedElsewhere = await openCase('customer2', ['returns', 'management']);
  const cases = { own, sameTeam, otherTeam, leadTeam };

  const partsOf = async (of: Case) => {
    const path = `/v1/tickets/${of.id}`;
    const said = done<{ items: Made[] }>(await admin.get(`${path}/messages`)).items[0]?.id ?? '';
    const note = done<Made>(
      await admin.post(`${path}/messages`, { visibility: 'internal', body: INTERNAL }),
    ).id;
    const dueAt = new Date((await journey.now()) + 86_400_000).toISOString();
    const task = done<Made>(await admin.post(`${path}/tasks`, { title: INTERNAL, dueAt })).id;
    return { of, said, note, task };
  };
  const parts = {
    own: await partsOf(own),
    sameTeam: await partsOf(sameTeam),
    otherTeam: await partsOf(otherTeam),
    leadTeam: await partsOf(leadTeam),
  };
  const each = <T, U>(record: Readonly<Record<string, T>>, make: (value: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]));

  const { actors, close } = await makeActors(journey, teamIds, surveys.token);
  const byName = (name: string): Actor => {
    const actor = actors.find((one) => one.name === name);
    if (!actor) throw new Error(`there is no actor ${name}`);
    return actor;
  };

  const orderOf = async (customer: string, number: string): Promise<Thing> => {
    const reply = await admin.put(`/v1/orders/${number}`, orderBody(customerIds[customer] ?? ''));
    return { params: { id: done<Made>(reply).id }, customer };
  };
  const firstOf = async (path: string): Promise<string> =>
    done<{ items: Made[] }>(await admin.get(path)).items[0]?.id ?? '';
  const existing = (id: string) => ({ params: { id } });
  const config = async (path: string, prefix: string): Promise<Family> => ({
    there: existing(await firstOf(path)),
    missing: missing({ id: absent(prefix) }),
  });
  const viewOf = async (name: string): Promise<Thing> => {
    const query = { status: 'open' };
    const view = done<Made>(await journey.as(name).post('/v1/views', { name: 'mine', query }));
    return { params: { id: view.id }, owner: name };
  };
  const person = (name: string): Thing => {
    const { id, teams } = byName(name);
    return { params: { id }, teams, owner: name };
  };

  return {
    teamIds,
    actors,
    surveyToken: surveys.token,
    close,
    spareCustomer: done<Made>(await admin.post('/v1/customers', { name: 'Spare' })).id,
    families: {
      nothing: { alone: { params: {} } },
      channel: { social: { params: { channel: 'social' } } },
      ticket: {
        ...each(cases, (one) => thing(one, { id: one.id })),
        missing: missing({ id: absent('tkt') }),
        notAnId: missing({ id: 'TKT_1' }),
      },
      message: {
        ...each(parts, ({ of, said }) => thing(of, { id: of.id, messageId: said }, { author: of.customer })),
        note: thing(own, { id: own.id, messageId: parts.own.note }, { internal: true, author: 'admin' }),
        ofAnotherCase: missing({ id: own.id, messageId: parts.sameTeam.said }),
        missing: missing({ id: own.id, messageId: absent('msg') }),
      },
      step: {
        own: thing(climbed, { id: climbed.id, n: '1' }, { internal: true }),
        otherTeam: thing(climbedElsewhere, { id: climbedElsewhere.id, n: '1' }, { internal: true }),
        missing: missing({ id: own.id, n: '7' }),
      },
      task: {
        ...each(parts, ({ of, task }) => thing(of, { id: of.id, taskId: task }, { internal: true })),
        ofAnotherCase: missing({ id: own.id, taskId: parts.sameTeam.task }),
        missing: missing({ id: own.id, taskId: absent('tsk') }),
      },
      view: {
        ofAgent: await viewOf('agent1'),
        ofAdmin: await viewOf('admin'),
        missing: missing({ id: absent('view') }),
      },
      customer: {
        own: { params: { id: customerIds['customer1'] ?? '' }, customer: 'customer1' },
        another: { params: { id: customerIds['customer2'] ?? '' }, customer: 'customer2' },
        missing: missing({ id: absent('cus') }),
      },
      customerToErase: {
        there: existing(done<Made>(await admin.post('/v1/customers', { name: 'Eve' })).id),
        missing: missing({ id: absent('cus') }),
      },
      order: {
        own: await orderOf('customer1', 'M-1'),
        another: await orderOf('customer2', 'M-2'),
        missing: missing({ id: absent('ord') }),
      },
      orderNumber: { told: { params: { id: 'M-1' } }, untold: { params: { id: 'M-3' } } },
      user: {
        agent: person('agent1'),
        supervisor: person('supervisor1'),
        returnsDesk: person('returnsDesk'),
        inspector: person('inspector1'),
        missing: missing({ id: absent('usr') }),
      },
      team: {
        ...each(teamIds, existing),
        missing: missing({ id: absent('team') }),
      },
      role: {
        shipped: existing('rol_00000000000000000000000002'),
        own: existing(await ownRoleOf(admin)),
        missing: missing({ id: absent('rol') }),
      },
      shop: { there: existing('main'), missing: missing({ id: 'nowhere' }) },
      snapshot: { there: existing(await snapshotOf(admin)), missing: missing({ id: absent('snap') }) },
      restore: { there: existing(await restoreOf(journey, admin)), missing: missing({ id: absent('rst') }) },
      export: {
        ofSupervisor: await exportOf(journey, 'supervisor1'),
        ofAnalyst: await exportOf(journey, 'analyst1'),
        missing: missing({ id: absent('exp') }),
      },
      import: { there: existing(await importOf(admin)), missing: missing({ id: absent('imp') }) },
      webhook: { there: existing(await webhookOf(admin)), missing: missing({ id: absent('hook') }) },
      policy: await config('/v1/sla-policies', 'pol'),
      calendar: await config('/v1/calendars', 'cal'),
      template: await config('/v1/survey-templates', 'tpl'),
      survey: {
        ...each(surveys.byRelation, ({ survey, of }) => thing(of, { id: survey })),
        missing: missing({ id: absent('svy') }),
      },
      surveyToken: {
        good: { params: { token: surveys.token } },
        missing: missing({ token: 'x'.repeat(43) }),
      },
    },
  };
};

const ownRoleOf = async (admin: ReturnType<Journey['as']>): Promise<string> => {
  const { items } = done<{ items: (Made & { key?: string })[] }>(await admin.get('/v1/roles?limit=100'));
  return items.find(({ key }) => key === undefined)?.id ?? '';
};

/** A snapshot; whoever may verify it is told that it is still at work, or that it begins. */
const snapshotOf = async (admin: ReturnType<Journey['as']>): Promise<string> =>
  done<Made>(await admin.post('/v1/snapshots', { kind: 'full' })).id;

/** A restore that only tells what it would do, of a snapshot that is done. */
const restoreOf = async (journey: Journey, admin: ReturnType<Journey['as']>): Promise<string> => {
  const snapshotId = await snapshotOf(admin);
  await journey.drain();
  const asked = { snapshotId, mode: 'missing', confirm: snapshotId, dryRun: true };
  return done<Made>(await admin.post('/v1/restores', asked)).id;
};

/** An import that waits for a file which nobody brings. */
const importOf = async (admin: ReturnType<Journey['as']>): Promise<string> =>
  done<Made>(await admin.post('/v1/imports', { resource: 'customers', format: 'csv' })).id;

/** An export of one of the sample staff. */
const exportOf = async (journey: Journey, author: string): Promise<Thing> => {
  const asked = { resource: 'orders', format: 'csv' };
  return { params: { id: done<Made>(await journey.as(author).post('/v1/exports', asked)).id }, author };
};

/** A webhook that no cell tells of anything. */
const webhookOf = async (admin: ReturnType<Journey['as']>): Promise<string> =>
  done<Made>(
    await admin.post('/v1/webhooks', {
      url: 'https://hooks.example.com/matrix',
      events: ['action.requested'],
    }),
  ).id;

/** What a shop tells of an order of this customer. */
export const orderBody = (customerId: string) => ({
  customer: { id: customerId },
  placedAt: '2026-03-01T09:00:00.000Z',
  status: 'placed',
  total: { amount: '12.50', currency: 'CNY' },
  lines: [{ sku: 's', name: 'n', quantity: 1, price: { amount: '12.50', currency: 'CNY' } }],
  sourceUpdatedAt: '2026-03-01T09:00:00.000Z',
});

/** Two surveys that were sent, of two customers about two teams, and the link of the first. */
const makeSurveys = async <Case extends { id: string }>(
  journey: Journey,
  openCase: (customer: string, teams: readonly [TeamName, ...TeamName[]]) => Promise<Case>,
) => {
  const admin = journey.as('admin');
  const resolved = async (customer: string, team: TeamName): Promise<Case> => {
    const of = await openCase(customer, [team]);
    done(await admin.post(`/v1/tickets/${of.id}/messages`, { visibility: 'public', body: 'Hello' }));
    const head = await admin.get(`/v1/tickets/${of.id}`);
    const etag = { 'if-match': head.headers.get('etag') ?? '' };
    done(await admin.post(`/v1/tickets/${of.id}/transitions`, { to: 'resolved', reason: 'r' }, etag));
    return of;
  };
  const cases = {
    own: await resolved('customer1', 'service'),
    otherTeam: await resolved('customer2', 'returns'),
  };
  await journey.advance('PT30H');
  await journey.run('survey-due');
  const { items } = done<{ items: (Made & { ticketId: string })[] }>(await admin.get('/v1/surveys'));
  const idOf = (of: Case): string => items.find(({ ticketId }) => ticketId === of.id)?.id ?? '';
  const link = (await journey.outbox())
    .flatMap(({ links }) => links)
    .find((one) => /\/v1\/public\/surveys\/[\w-]{43}$/.test(one));
  return {
    token: link?.slice(-43) ?? '',
    byRelation: {
      own: { survey: idOf(cases.own), of: cases.own },
      otherTeam: { survey: idOf(cases.otherTeam), of: cases.otherTeam },
    },
  };
};
