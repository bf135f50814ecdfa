import { randomUUID } from 'node:crypto';
import type { Random } from '#test/campaign/random.ts';
import type { Journey, Reply } from '#test/support/local-stack.ts';
import type { Shot } from './generator.ts';

type Known = { readonly id: string; readonly customerId: string };

/** Of a hundred requests: agents look more often than anybody writes. */
const mix = [
  ['read a case', 24],
  ['list the queue', 16],
  ['list what is due', 10],
  ['read the conversation', 12],
  ['customer card', 8],
  ['timeline', 5],
  ['counts', 5],
  ['create a case', 8],
  ['reply', 7],
  ['order told', 3],
  ['attainment', 1],
  ['export', 1],
] as const;
type Name = (typeof mix)[number][0];

const AT_MOST = 300;

/** The requests of an ordinary day, in an order that a seed decides; cases are made on the way and used by what follows. */
export const trafficOf = (journey: Journey, random: Random, agents: readonly string[]) => {
  const cases: Known[] = [];
  let made = 0;
  const phone = (): string => `139${String(10_000_000 + made++).padStart(8, '0')}`;
  const agent = (): string => random.pick(agents) ?? 'agent1';
  const anyCase = (): Known => random.pick(cases) ?? { id: 'tkt_none', customerId: 'cus_none' };

  const create = async (): Promise<Reply> => {
    const reply = await journey.as(agent()).post('/v1/tickets', {
      kind: 'complaint',
      category: 'complaint.quality',
      severity: 'ordinary',
      subject: 'The cup came broken',
      body: 'There was a crack in it.',
      channel: 'web',
      customer: { name: 'A buyer', phone: phone() },
    });
    if (reply.status === 201) {
      const { id, customerId } = reply.body as Known;
      cases[cases.length < AT_MOST ? cases.length : random.below(AT_MOST)] = { id, customerId };
    }
    return reply;
  };
  const order = (): Promise<Reply> =>
    journey.as('admin').put(`/v1/orders/${randomUUID()}`, {
      customer: { name: 'A buyer', phone: phone() },
      placedAt: '2026-03-01T09:00:00Z',
      sourceUpdatedAt: '2026-03-01T09:00:00Z',
      status: 'paid',
      total: { amount: '129.00', currency: 'CNY' },
      lines: [{ sku: 'CUP', name: 'Cup', quantity: 1, price: { amount: '129.00', currency: 'CNY' } }],
    });
  /** Whose sign-in has run out while the clock made a leap signs in again, as every client does. */
  const signedIn = async (fire: () => Promise<Reply>): Promise<Reply> => {
    const reply = await fire();
    return reply.status === 401 ? fire() : reply;
  };
  const get = (path: string, user = agent()): Promise<Reply> => journey.as(user).get(path);

  const requests: Readonly<Record<Name, () => Promise<Reply>>> = {
    'read a case': () => get(`/v1/tickets/${anyCase().id}`),
    'list the queue': () => get('/v1/tickets?status=new&limit=50'),
    'list what is due': () => get('/v1/tickets?sort=dueAt&limit=50'),
    'read the conversation': () => get(`/v1/tickets/${anyCase().id}/messages`),
    'customer card': () => get(`/v1/customers/${anyCase().customerId}`),
    timeline: () => get(`/v1/tickets/${anyCase().id}/timeline`),
    counts: () => get('/v1/tickets/counts'),
    'create a case': create,
    reply: () =>
      journey.as(agent()).post(`/v1/tickets/${anyCase().id}/messages`, {
        visibility: 'public',
        body: 'A new one is on its way.',
      }),
    'order told': order,
    attainment: () => get('/v1/reports/sla-attainment', 'supervisor1'),
    export: () =>
      journey.as('supervisor1').post('/v1/exports', { resource: 'tickets', format: 'csv', filter: {} }),
  };
  /** Every name as often as its share. */
  const names = mix.flatMap(([name, share]) => Array<Name>(share).fill(name));
  const next = (): Shot => {
    const name = random.pick(names) ?? 'counts';
    return { name, fire: () => signedIn(requests[name]) };
  };
  return { next, create };
};
