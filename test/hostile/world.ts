import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

/** A phone and words that go along with hostile requests: they may come back in no refusal and lie in no log. */
export const CANARY_PHONE = '13987650042';
export const CANARY = 'zqxcanary';

/** An id that the API takes for one and that nothing has. */
export const absent = (prefix: string): string => `${prefix}_01HZZZZZZZZZZZZZZZZZZZZZZZ`;

type Made = { readonly id: string; readonly number: string; readonly customerId: string };

const made = (reply: Reply): Made => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as Made;
};

/** What hostile requests name: a case that `agent1` works on, one of another team and customer, and what belongs to them. */
export type World = {
  readonly journey: Journey;
  readonly tokens: Readonly<Record<string, string>>;
  readonly me: Readonly<Record<'agent1' | 'admin' | 'customer1' | 'customer2', string>>;
  readonly ticket: Made;
  /** Of `customer2`, in a team that `agent1` is not in. */
  readonly elsewhere: Made;
  /** Of `customer1`, and nobody has touched it: its version is 1. */
  readonly untouched: Made;
  /** `If-Match` of the settings, which no row changes. */
  readonly settings: string;
  readonly message: string;
  readonly note: string;
  readonly order: string;
  readonly teams: Readonly<Record<string, string>>;
  readonly calendar: string;
  /** Secrets of the inbound feeds, `orders` and each channel. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Goes on in `agent1`'s list of cases, one a page. */
  readonly cursor: string;
};

/** A new case of the first customer. */
export const aTicket = (world: World, over: object = {}): Record<string, unknown> => ({
  kind: 'consultation',
  subject: `A question ${CANARY}`,
  body: `How long is the warranty? ${CANARY}`,
  channel: 'web',
  language: 'en',
  customerId: world.me.customer1,
  ...over,
});

/** An order as a shop's system tells it. */
export const anOrder = (over: object = {}): Record<string, unknown> => ({
  customer: { phone: `+86${CANARY_PHONE}`, name: 'Ada Example' },
  placedAt: '2026-03-01T10:00:00Z',
  status: 'paid',
  total: { amount: '10.00', currency: 'CNY' },
  lines: [{ sku: 'TEA-1', name: 'Tea', quantity: 1, price: { amount: '10.00', currency: 'CNY' } }],
  sourceUpdatedAt: '2026-03-01T12:00:00Z',
  ...over,
});

/** Starts a system and fills it with what hostile requests name. */
export const startWorld = async (): Promise<World> => {
  const now = Date.parse('2026-03-02T01:00:00Z');
  const journey = await startJourney({ now });
  const admin = journey.as('admin');
  const idOf = async (user: string): Promise<string> => made(await journey.as(user).get('/v1/me')).id;
  const me = {
    agent1: await idOf('agent1'),
    admin: await idOf('admin'),
    customer1: await idOf('customer1'),
    customer2: await idOf('customer2'),
  };
  const { items } = (await admin.get('/v1/teams')).body as { items: { id: string; name: string }[] };
  const returns = made(await admin.post('/v1/teams', { name: 'returns' })).id;
  const teams = { ...Object.fromEntries(items.map(({ id, name }) => [name, id])), returns };
  const open = async (over: object): Promise<Made> =>
    made(
      await admin.post('/v1/tickets', { kind: 'return', subject: 's', body: 'b', channel: 'web', ...over }),
    );
  const ticket = await open({ customerId: me.customer1, language: 'en' });
  const untouched = await open({ customerId: me.customer1, language: 'en' });
  const elsewhere = await open({ customerId: me.customer2, teamId: returns });
  const say = async (visibility: string): Promise<string> =>
    made(await journey.as('agent1').post(`/v1/tickets/${ticket.id}/messages`, { visibility, body: 'm' })).id;
  const told = await admin.put('/v1/orders/H-1', anOrder({ customer: { id: me.customer2 } }));
  const calendars = (await admin.get('/v1/calendars')).body as { items: { id: string }[] };
  const page = (await journey.as('agent1').get('/v1/tickets?limit=1')).body as { nextCursor: string };
  const users = ['admin', 'supervisor1', 'agent1', 'agent2', 'analyst1', 'customer1', 'customer2'];
  const tokens = Object.fromEntries(
    await Promise.all(users.map(async (user) => [user, await journey.tokenOf(user)] as const)),
  );
  const [message, note] = [await say('public'), await say('internal')];
  type Secrets = { orders: string; messages: Record<string, string> };
  const inbound = await journey.local<Secrets>('GET', 'inbound');
  await journey.drain();
  return {
    journey,
    tokens,
    me,
    ticket,
    elsewhere,
    untouched,
    settings: (await admin.get('/v1/settings')).headers.get('etag') ?? '',
    message,
    note,
    order: made(told).id,
    teams,
    secrets: { orders: inbound.orders, ...inbound.messages },
    calendar: calendars.items[0]?.id ?? '',
    cursor: page.nextCursor,
  };
};
