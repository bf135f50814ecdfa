import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
const body = (reply: Reply): Record<string, unknown> => reply.body as Record<string, unknown>;
const problem = (reply: Reply): unknown => [reply.status, body(reply)['code']];
const cny = (amount: string) => ({ amount, currency: 'CNY' });

const anOrder = (externalId: string, minute: number, over: object = {}) => ({
  externalId,
  customer: { phone: '13912345678', name: '周婷' },
  placedAt: '2026-03-01T10:00:00Z',
  status: 'paid',
  total: cny('88.00'),
  lines: [{ sku: 'TEA-1', name: '龙井', quantity: 1, price: cny('88.00') }],
  sourceUpdatedAt: new Date(START + minute * 60_000).toISOString(),
  ...over,
});

describe('orders from a shop’s own system', () => {
  let journey: Journey;
  let secret = '';
  beforeAll(async () => {
    journey = await startJourney({ now: START, limits: true });
    secret = (await journey.local<{ orders: string }>('GET', 'inbound')).orders;
  });
  afterAll(() => journey.close());

  type Over = {
    id?: string;
    secret?: string;
    off?: number;
    raw?: string;
    headers?: Record<string, string>;
    path?: string;
  };
  const deliver = async (payload: unknown, over: Over = {}): Promise<Reply> => {
    const { id = `msg_${randomUUID()}`, path = '/v1/inbound/orders' } = over;
    const text = JSON.stringify(payload);
    const at = new Date((await journey.now()) + (over.off ?? 0) * 1000);
    return journey.request('POST', path, {
      raw: over.raw ?? text,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(over.secret ?? secret).sign(id, at, text),
        ...over.headers,
      },
    });
  };
  const read = async (id: unknown): Promise<Record<string, unknown>> =>
    body(await journey.as('agent1').get(`/v1/orders/${String(id)}`));

  it('have a secret for each feed from the start', async () => {
    const given = await journey.local<{ orders: string; messages: Record<string, string> }>('GET', 'inbound');
    expect(Object.keys(given.messages).sort()).toEqual([
      'app',
      'chat',
      'email',
      'marketplace',
      'phone',
      'social',
      'web',
    ]);
    const all = [given.orders, ...Object.values(given.messages)];
    expect(new Set(all).size).toBe(8);
    for (const one of all) expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  it('are taken without a token, and a repeat of a delivery is answered the same', async () => {
    const [id, payload] = ['msg_first', anOrder('IN-1', 0)];
    const first = await deliver(payload, { id });
    expect([first.status, first.body]).toEqual([202, { id: expect.stringMatching(/^ord_/) as unknown }]);
    const again = await Promise.all(Array.from({ length: 50 }, () => deliver(payload, { id })));
    expect(new Set(again.map((reply) => JSON.stringify([reply.status, reply.body])))).toEqual(
      new Set([JSON.stringify([202, first.body])]),
    );
    const changed = await deliver(anOrder('IN-1', 9, { status: 'cancelled' }), { id });
    expect([changed.status, changed.body]).toEqual([202, first.body]);
    const order = await read(body(first)['id']);
    expect(order).toMatchObject({ externalId: 'IN-1', shopId: 'main', status: 'paid', version: 1 });
    const listed = await journey.as('agent1').get(`/v1/orders?customerId=${String(order['customerId'])}`);
    expect((listed.body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('end in the newest account when they arrive in reverse', async () => {
    const replies: Reply[] = [];
    for (const minute of [30, 20, 10]) {
      replies.push(
        await deliver(anOrder('IN-2', minute, { status: minute === 30 ? 'delivered' : 'placed' })),
      );
    }
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await read(body(replies[0] as Reply)['id'])).toMatchObject({ status: 'delivered', version: 1 });
  });

  it('are the same orders as those that are put', async () => {
    const delivered = await deliver(anOrder('IN-3', 0));
    const { externalId, ...told } = anOrder('IN-3', 5, { status: 'shipped' });
    const put = await journey.as('admin').put(`/v1/orders/${externalId}`, told);
    expect([put.status, body(put)['id'], body(put)['version']]).toEqual([200, body(delivered)['id'], 2]);
  });

  it.each<[string, Over]>([
    ['a secret of nobody', { secret: `whsec_${randomBytes(32).toString('base64')}` }],
    ['a time of 301 seconds ago', { off: -301 }],
    ['a time to come', { off: 302 }],
    ['a body changed by one byte', { raw: JSON.stringify(anOrder('EVIL', 0)).replace('88.00', '08.00') }],
    ['an id with a dot', { id: 'msg.1' }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a truncated signature', { headers: { 'webhook-signature': 'v1,AAAA' } }],
    [
      'a thousand signatures',
      {
        headers: { 'webhook-signature': Array.from({ length: 60 }, () => `v1,${'A'.repeat(43)}=`).join(' ') },
      },
    ],
  ])('are refused with %s', async (_, over) => {
    expect(problem(await deliver(anOrder('EVIL', 0), over))).toEqual([401, 'invalid_signature']);
  });

  it('are refused with the secret of another feed, and with a bearer token instead of a signature', async () => {
    const { messages } = await journey.local<{ messages: Record<string, string> }>('GET', 'inbound');
    expect((await deliver(anOrder('EVIL', 0), { secret: messages['web'] ?? '' })).status).toBe(401);
    const posted = await journey.as('admin').post('/v1/inbound/orders', anOrder('EVIL', 0));
    expect(problem(posted)).toEqual([401, 'invalid_signature']);
  });

  it('say which field is wrong, to who has signed', async () => {
    const reply = await deliver({ ...anOrder('IN-4', 0), total: cny('1.5') });
    expect(reply.body).toMatchObject({
      status: 422,
      code: 'invalid_request',
      errors: [{ path: 'total.amount' }],
    });
    expect((await deliver(anOrder('IN-4', 0), { headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
  });

  it('come in a secret’s own measure, and strangers in that of their address', async () => {
    const admin = journey.as('admin');
    const before = await admin.get('/v1/settings');
    const few = await admin.patch('/v1/settings', { rateLimits: { perCaller: 20 } }, ifMatch(before));
    await journey.advance('PT1M');
    const fine = await deliver(anOrder('IN-5', 0));
    expect(fine.headers.get('ratelimit-policy')).toBe('"caller";q=6000;w=60');
    const statuses: number[] = [];
    for (let n = 0; n < 22; n++) statuses.push((await deliver(anOrder('EVIL', 0), { off: 900 })).status);
    expect([...new Set(statuses)]).toEqual([401, 429]);
    expect((await deliver(anOrder('IN-5', 1))).status).toBe(202);
    expect((await admin.patch('/v1/settings', { rateLimits: null }, ifMatch(few))).status).toBe(200);
    expect((await journey.as('agent1').get('/v1/orders?limit=100')).body).not.toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ externalId: 'EVIL' })]) as unknown,
    });
  });

  it('go on without a refusal while the secret is rotated, and the former one ends with it', async () => {
    const admin = journey.as('admin');
    const next = `whsec_${randomBytes(32).toString('base64')}`;
    const before = await admin.get('/v1/settings');
    const { inbound } = before.body as { inbound: { orders: string[] } };
    expect(inbound.orders).toEqual([expect.stringMatching(/^whsec_\*{4}[\w-]{8}$/)]);
    expect((await deliver(anOrder('IN-6', 0), { secret: next })).status).toBe(401);

    const both = await admin.patch(
      '/v1/settings',
      { inbound: { orders: [next, ...inbound.orders] } },
      ifMatch(before),
    );
    expect(both.status).toBe(200);
    expect(JSON.stringify(both.body)).not.toContain(next);
    for (const one of [secret, next])
      expect((await deliver(anOrder('IN-6', 0), { secret: one })).status).toBe(202);

    const [shownNext = ''] = (both.body as { inbound: { orders: string[] } }).inbound.orders;
    const only = await admin.patch('/v1/settings', { inbound: { orders: [shownNext] } }, ifMatch(both));
    expect((only.body as { inbound: { orders: string[] } }).inbound.orders).toEqual([shownNext]);
    expect((await deliver(anOrder('IN-6', 0), { secret })).status).toBe(401);
    expect((await deliver(anOrder('IN-6', 0), { secret: next })).status).toBe(202);
    expect((await journey.local<{ orders: string }>('GET', 'inbound')).orders).toBe(next);

    const closed = await admin.patch('/v1/settings', { inbound: { orders: [] } }, ifMatch(only));
    expect(closed.status).toBe(200);
    expect((await deliver(anOrder('IN-6', 0), { secret: next })).status).toBe(401);
  });

  it('take no secret that is too short, and none that isn’t set by what is shown of it', async () => {
    const admin = journey.as('admin');
    const now = await admin.get('/v1/settings');
    const set = (orders: string[]) => admin.patch('/v1/settings', { inbound: { orders } }, ifMatch(now));
    const short = `whsec_${randomBytes(16).toString('base64')}`;
    expect((await set([short])).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'inbound.orders[0]' }],
    });
    expect(problem(await set(['whsec_****AAAAAAAA']))).toEqual([422, 'unknown_reference']);
    const three = Array.from({ length: 3 }, () => `whsec_${randomBytes(32).toString('base64')}`);
    expect(problem(await set(three))).toEqual([422, 'invalid_request']);
  });
});
