import { randomUUID } from 'node:crypto';
import type { Journey, Reply } from '../support/local-stack.ts';
import { type FamilyName, orderBody, type World } from '../support/matrix/world.ts';

type Params = Readonly<Record<string, string>>;
type Made = { readonly id: string };

const done = <T>(reply: Reply): T => {
  if (reply.status >= 300) throw new Error(`not made: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};
const word = (): string => randomUUID().slice(0, 13);

const calendar = {
  timeZone: 'Asia/Shanghai',
  week: { mon: [{ from: '09:00', to: '18:00' }], thu: [{ from: '09:00', to: '18:00' }] },
};
const template = {
  kind: 'return',
  language: 'en',
  intro: 'Hello',
  thanks: 'Thanks',
  questions: [{ key: 'csat', text: 'How was it?' }],
};

/**
 * Makes things for requests to name, one of a family at a time: what a request has closed, changed or removed is no target for the next one.
 * Families that cannot be made in one step give the world's own.
 */
export const targetsOf = (journey: Journey, world: World) => {
  const admin = journey.as('admin');
  const customerId = world.families.customer['own']?.params['id'] ?? '';
  const made = async (path: string, body: unknown): Promise<string> =>
    done<Made>(await admin.post(path, body)).id;
  const aTicket = (): Promise<string> =>
    made('/v1/tickets', {
      kind: 'return',
      subject: 'A case',
      body: 'Something is wrong.',
      channel: 'web',
      customerId,
      teamId: world.teamIds.service,
    });
  const aPart = async (part: string, name: string, body: () => unknown): Promise<Params> => {
    const id = await aTicket();
    return { id, [name]: await made(`/v1/tickets/${id}/${part}`, body()) };
  };
  const one = async (path: string, body: unknown): Promise<Params> => ({ id: await made(path, body) });
  const first = (family: FamilyName): Params => Object.values(world.families[family])[0]?.params ?? {};

  let positions = 20_000;
  const makers: Partial<Record<FamilyName, () => Promise<Params>>> = {
    ticket: async () => ({ id: await aTicket() }),
    message: () => aPart('messages', 'messageId', () => ({ visibility: 'public', body: 'Hello' })),
    task: () => aPart('tasks', 'taskId', () => ({ title: 'Call', dueAt: '2027-01-01T00:00:00.000Z' })),
    step: async () => {
      const id = await aTicket();
      done(await admin.post(`/v1/tickets/${id}/escalations`, { level: 1, reason: 'r' }));
      return { id, n: '1' };
    },
    view: () => one('/v1/views', { name: word(), query: { status: 'open' } }),
    customer: () => one('/v1/customers', { name: 'Ada', emails: [`${word()}@example.com`] }),
    customerToErase: () => one('/v1/customers', { name: 'Eve' }),
    order: async () => ({
      id: done<Made>(await admin.put(`/v1/orders/F-${word()}`, orderBody(customerId))).id,
    }),
    orderNumber: async () => ({ id: `F-${word()}` }),
    user: () => one('/v1/users', { name: 'New', email: `${word()}@example.com`, role: 'agent' }),
    team: () => one('/v1/teams', { name: word() }),
    role: () => one('/v1/roles', { name: word(), permissions: ['tickets.read'], scope: 'teams' }),
    webhook: () =>
      one('/v1/webhooks', { url: 'https://hooks.example.com/fuzz', events: ['action.requested'] }),
    import: () => one('/v1/imports', { resource: 'customers', format: 'csv' }),
    export: () => one('/v1/exports', { resource: 'orders', format: 'csv' }),
    policy: () =>
      one('/v1/sla-policies', {
        name: word(),
        position: positions++,
        conditions: { kind: ['exchange'] },
        calendarId: world.families.calendar['there']?.params['id'],
        targets: { resolution: { duration: 'PT72H' } },
      }),
    calendar: () => one('/v1/calendars', { name: word(), ...calendar }),
    template: () => one('/v1/survey-templates', { name: word(), ...template }),
  };
  /** Two records of one person; `merged` already, where that is what a request undoes. */
  const aPair = async (merged: boolean): Promise<Params> => {
    const [id, duplicateId] = [
      await made('/v1/customers', { name: 'Ada', emails: [`${word()}@example.com`] }),
      await made('/v1/customers', { name: 'Ada', tags: [word()] }),
    ];
    if (merged) done(await admin.post(`/v1/customers/${id}/merge`, { duplicateId }));
    return { id, duplicateId };
  };
  const ofOperation: Readonly<Record<string, () => Promise<Params>>> = {
    'customers/merge-customer': () => aPair(false),
    'customers/unmerge-customer': () => aPair(true),
  };
  /** What makes targets for one operation, if anything does. */
  const makerOf = (operation: string, family: FamilyName) => ofOperation[operation] ?? makers[family];

  return {
    fresh: (operation: string, family: FamilyName): Promise<Params> =>
      makerOf(operation, family)?.() ?? Promise.resolve(first(family)),
    canMake: (operation: string, family: FamilyName): boolean => makerOf(operation, family) !== undefined,
  };
};
export type Targets = ReturnType<typeof targetsOf>;
