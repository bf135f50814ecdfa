import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishedEvent } from '#events/catalogue.ts';
import { webhookEventTypes } from '#shared/contracts/webhooks.ts';
import { clientOf, ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import { refusedUrls } from '#test/support/refused-urls.ts';
import {
  isSignedBy,
  type Manner,
  type Received,
  type Receiver,
  startReceiver,
} from '#test/support/webhook-receiver.ts';
import { startStack } from '../../scripts/stack.ts';

type Delivery = {
  id: string;
  eventId: string;
  type: string;
  ticketId?: string;
  seq?: number;
  status: string;
  attempts: { at: string; responseStatus?: number; error?: string; durationMs: number }[];
  nextTryAt?: string;
};
type Hook = { id: string; version: number; status: string; secret: string; events: string[] };
const bodyOf = <T>(reply: Reply): T => reply.body as T;

/** Facts of cases that a webhook is told of, by their word in the timeline. */
const told = new Map(
  webhookEventTypes
    .filter((type) => type.startsWith('ticket.'))
    .map((type) => [type.slice('ticket.'.length), type]),
);
const ticketTypes = [...told.values()];

describe('webhooks', () => {
  let journey: Journey;
  let receiver: Receiver;
  beforeAll(async () => {
    journey = await startJourney();
    receiver = await startReceiver();
  }, 120_000);
  afterAll(async () => {
    await receiver.close();
    await journey.close();
  });
  beforeEach(async () => {
    // Every test has a webhook of its own, and nothing of the others.
    const { items } = bodyOf<{ items: Hook[] }>(await admin().get('/v1/webhooks'));
    for (const { id, version } of items)
      await admin().delete(`/v1/webhooks/${id}`, undefined, { 'if-match': `"${version}"` });
    receiver.clear();
    Object.assign(receiver.receiver, { manner: () => 200, secret: '' });
  });

  const admin = () => journey.as('admin');
  const hookFor = async (over: object = {}): Promise<Hook> => {
    const reply = await admin().post('/v1/webhooks', { url: receiver.url, events: ticketTypes, ...over });
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    const hook = bodyOf<Hook>(reply);
    receiver.receiver.secret = hook.secret;
    return hook;
  };
  const openCase = async (n: number): Promise<string> => {
    const customer = { name: '周婷', phone: '13912345678' };
    const body = { subject: `Case ${n}`, body: 'My tea cup is broken', channel: 'phone', customer };
    return bodyOf<{ id: string }>(await admin().post('/v1/tickets', body)).id;
  };
  const say = (ticketId: string) =>
    admin().post(`/v1/tickets/${ticketId}/messages`, { visibility: 'public', body: 'We are on it' });
  /** The facts of a case that the webhook should be told of, in the order of the timeline. */
  const factsOf = async (ticketId: string): Promise<string[]> => {
    const { items } = bodyOf<{ items: { id: string; type: string }[] }>(
      await admin().get(`/v1/tickets/${ticketId}/timeline?limit=100`),
    );
    return items.filter(({ type }) => told.has(type)).map(({ id }) => id);
  };
  const ofCase = (calls: readonly Received[], ticketId: string): string[] =>
    calls.filter(({ data }) => data['ticketId'] === ticketId).map(({ id }) => id);
  const deliveries = async (hook: Hook, query = ''): Promise<Delivery[]> =>
    bodyOf<{ items: Delivery[] }>(await admin().get(`/v1/webhooks/${hook.id}/deliveries?limit=100${query}`))
      .items;
  const patch = async (hook: Hook, body: unknown): Promise<Reply> =>
    admin().patch(`/v1/webhooks/${hook.id}`, body, ifMatch(await admin().get(`/v1/webhooks/${hook.id}`)));
  /** What waits gets its time, until nothing waits any more. */
  const untilQuiet = async (hook: Hook, step = 'PT11M'): Promise<number> => {
    for (let round = 0; round < 40; round++) {
      await journey.drain();
      if ((await deliveries(hook, '&status=pending')).length === 0) return round;
      await journey.advance(step);
      await journey.run('webhook-due');
    }
    throw new Error('deliveries still wait');
  };

  it('tell another system what happens, signed, once each and in the order of each case', async () => {
    const hook = await hookFor();
    const ids = [await openCase(1), await openCase(2)];
    for (const id of ids) await say(id);
    await journey.drain();

    for (const id of ids) expect(ofCase(receiver.calls, id)).toEqual(await factsOf(id));
    expect(receiver.calls.length).toBeGreaterThanOrEqual(4);
    for (const call of receiver.calls) {
      expect(new Webhook(hook.secret).verify(call.raw, call.headers)).toEqual(JSON.parse(call.raw));
      expect(Object.keys(JSON.parse(call.raw) as object).sort()).toEqual(['data', 'timestamp', 'type']);
      expect(
        publishedEvent({ ...(JSON.parse(call.raw) as { type: string }), id: call.id } as never),
      ).toBeDefined();
      for (const personal of ['周婷', '13912345678', 'tea cup', 'We are on it', 'Case 1'])
        expect(call.raw).not.toContain(personal);
    }
    const log = await deliveries(hook);
    expect(log.map(({ eventId }) => eventId).toSorted()).toEqual(
      receiver.calls.map(({ id }) => id).toSorted(),
    );
    expect(log.map(({ eventId }) => eventId)).toEqual(
      log
        .map(({ eventId }) => eventId)
        .toSorted()
        .toReversed(),
    );
    expect(
      log.every(({ status, attempts }) => status === 'delivered' && attempts[0]?.responseStatus === 200),
    ).toBe(true);
  });

  it('are the administrator’s, show their secret once and refuse a version that is gone', async () => {
    const made = await admin().post('/v1/webhooks', {
      url: receiver.url,
      events: ['order.upserted'],
      name: 'ERP',
    });
    const hook = bodyOf<Hook>(made);
    expect(made.headers.get('location')).toBe(`/v1/webhooks/${hook.id}`);
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await admin().get(`/v1/webhooks/${hook.id}`);
    expect(JSON.stringify(shown.body)).not.toContain(hook.secret.slice(6, 20));
    expect(JSON.stringify((await admin().get('/v1/webhooks')).body)).not.toContain('whsec_');
    expect(bodyOf<Hook>(shown)).toMatchObject({
      name: 'ERP',
      status: 'active',
      events: ['order.upserted'],
      version: 1,
    });

    const renamed = await patch(hook, { name: null, events: ['customer.created'] });
    expect(bodyOf<Hook>(renamed)).toMatchObject({ version: 2, events: ['customer.created'] });
    expect(bodyOf<object>(renamed)).not.toHaveProperty('name');
    expect((await admin().patch(`/v1/webhooks/${hook.id}`, {}, ifMatch(shown))).status).toBe(412);
    expect((await journey.as('supervisor1').get('/v1/webhooks')).status).toBe(403);
    expect((await admin().delete(`/v1/webhooks/${hook.id}`, undefined, ifMatch(renamed))).status).toBe(204);
    expect((await admin().get(`/v1/webhooks/${hook.id}`)).status).toBe(404);
    const trail = bodyOf<{ items: { action: string; changes?: object }[] }>(
      await admin().get(`/v1/audit-events?object=${hook.id}`),
    );
    expect(trail.items.map(({ action }) => action)).toEqual([
      'webhook.deleted',
      'webhook.updated',
      'webhook.created',
    ]);
    expect(JSON.stringify(trail)).not.toContain(receiver.url);
  });

  it('refuse addresses inside of networks, and call none of them', async () => {
    const before = receiver.connections();
    const outboxBefore = (await journey.outbox()).length;
    const open = new Set([
      'https://localhost/hook',
      'https://LOCALHOST./hook',
      'https://127.0.0.1/',
      'https://127.1/',
    ]);
    for (const url of refusedUrls) {
      // This machine may be called here, in every way of writing it.
      const host = URL.canParse(url) ? new URL(url).hostname : '';
      if (open.has(url) || host === '127.0.0.1' || host === '[::1]') continue;
      const reply = await admin().post('/v1/webhooks', { url, events: ['ticket.created'] });
      expect([url, reply.status]).toEqual([url, 422]);
    }
    const hook = await hookFor();
    expect((await patch(hook, { url: 'https://169.254.169.254/' })).status).toBe(422);
    await journey.drain();
    expect(receiver.connections()).toBe(before);
    expect((await journey.outbox()).length).toBe(outboxBefore);
  });

  it('lose nothing and keep the order through errors, broken connections, lost answers and restarts of both sides', async () => {
    const hook = await hookFor();
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let hangs = 1;
    let failures = 0;
    receiver.receiver.manner = (): Manner => {
      const draw = random();
      if (draw >= 0.3) return 200;
      failures++;
      if (draw < 0.1) return 503;
      if (draw < 0.2) return 'reset';
      return draw < 0.28 || hangs-- <= 0 ? 'lost' : 'hang';
    };
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.push(await openCase(n));
    for (const id of ids) await say(id);
    await journey.drain();

    await receiver.close();
    for (const id of ids) await say(id);
    await journey.drain();
    await receiver.reopen();

    await journey.stack.close();
    const { stack } = await startStack({
      manual: true,
      quiet: true,
      port: 0,
      home: journey.home,
      limits: false,
    });
    journey = { ...journey, stack, ...clientOf(stack) };
    for (const id of ids) await say(id);
    await untilQuiet(hook);

    expect(failures).toBeGreaterThanOrEqual(6);
    for (const id of ids) {
      const facts = await factsOf(id);
      expect(facts.length).toBeGreaterThanOrEqual(4);
      expect(ofCase(receiver.taken, id)).toEqual(facts);
    }
    expect(receiver.calls.every((call) => isSignedBy(hook.secret, call))).toBe(true);
    const log = await deliveries(hook);
    expect(log.every(({ status }) => status === 'delivered')).toBe(true);
    expect(log.some(({ attempts }) => attempts.some(({ responseStatus }) => responseStatus === 503))).toBe(
      true,
    );
    expect(log.some(({ attempts }) => attempts.some(({ error }) => error === 'connection'))).toBe(true);
    expect((await journey.queues()).filter(({ deadLetters }) => deadLetters > 0)).toEqual([]);
  }, 240_000);

  it('sign with two secrets for a day when one takes over', async () => {
    const hook = await hookFor();
    const rotated = bodyOf<Hook>(await admin().post(`/v1/webhooks/${hook.id}/secret`, {}));
    expect(rotated.secret).not.toBe(hook.secret);
    await openCase(1);
    await journey.drain();
    expect(receiver.taken.length).toBeGreaterThanOrEqual(1);
    for (const call of receiver.taken) {
      expect(call.headers['webhook-signature']?.split(' ')).toHaveLength(2);
      for (const { secret } of [hook, rotated]) expect(isSignedBy(secret, call)).toBe(true);
    }
    await journey.advance('PT24H');
    receiver.clear();
    receiver.receiver.secret = rotated.secret;
    await openCase(2);
    await journey.drain();
    expect(receiver.taken.length).toBeGreaterThanOrEqual(1);
    expect(receiver.taken.some((call) => isSignedBy(hook.secret, call))).toBe(false);
  });

  it('send a test, and again what was sent of a time, under the same ids', async () => {
    const hook = await hookFor();
    const first = await openCase(1);
    await journey.drain();
    const from = new Date(await journey.now()).toISOString();
    await journey.advance('PT1M');
    const second = await openCase(2);
    await say(second);
    await journey.drain();
    const before = [...receiver.taken];
    receiver.clear();

    const test = bodyOf<{ eventId: string }>(await admin().post(`/v1/webhooks/${hook.id}/test`, {}));
    await journey.drain();
    expect(receiver.taken.map(({ id, type, data }) => [id, type, data])).toEqual([
      [test.eventId, 'webhook.test', { webhookId: hook.id }],
    ]);
    receiver.clear();

    expect((await admin().post(`/v1/webhooks/${hook.id}/replay`, { from })).status).toBe(202);
    await journey.drain();
    const again = before.filter(({ data }) => data['ticketId'] === second);
    expect(receiver.taken.map(({ id, raw }) => [id, raw])).toEqual(again.map(({ id, raw }) => [id, raw]));
    expect(ofCase(receiver.taken, first)).toEqual([]);
    const entry = (await deliveries(hook)).find(({ eventId }) => eventId === again[0]?.id);
    expect(entry).toMatchObject({ ticketId: second, status: 'delivered' });
    expect(entry?.attempts).toHaveLength(2);
    expect(
      (await admin().post(`/v1/webhooks/${hook.id}/replay`, { from, to: '2020-01-01T00:00:00Z' })).status,
    ).toBe(422);
  });

  it('are disabled by a 410, paused by hand, and go on where they stopped', async () => {
    const hook = await hookFor();
    receiver.receiver.manner = () => 410;
    const first = await openCase(1);
    await journey.drain();
    expect(bodyOf<Hook>(await admin().get(`/v1/webhooks/${hook.id}`))).toMatchObject({
      status: 'disabled',
      disabled: { because: 'gone' },
    });
    const calls = receiver.calls.length;
    const second = await openCase(2);
    await journey.advance('PT24H');
    await journey.run('webhook-due');
    expect(receiver.calls.length).toBe(calls);

    receiver.receiver.manner = () => 200;
    expect(bodyOf<Hook>(await patch(hook, { status: 'active' })).status).toBe('active');
    await journey.drain();
    for (const id of [first, second]) expect(ofCase(receiver.taken, id)).toEqual(await factsOf(id));

    await patch(hook, { status: 'paused' });
    const third = await openCase(3);
    await journey.drain();
    expect(ofCase(receiver.calls, third)).toEqual([]);
    await patch(hook, { status: 'active' });
    await journey.drain();
    expect(ofCase(receiver.taken, third)).toEqual(await factsOf(third));
  });

  it('are spared while everything fails: ten cases are tried, then one at a time', async () => {
    const hook = await hookFor({ events: ['ticket.created'] });
    receiver.receiver.manner = () => 500;
    const ids: string[] = [];
    for (let n = 0; n < 16; n++) ids.push(await openCase(n));
    await journey.drain();
    // Calls that were under way when the circuit opened are the only ones beyond ten.
    expect(receiver.calls.length).toBeGreaterThanOrEqual(10);
    expect(receiver.calls.length).toBeLessThanOrEqual(15);
    const { failingSince } = bodyOf<{ failingSince?: string }>(await admin().get(`/v1/webhooks/${hook.id}`));
    expect(failingSince).toBeDefined();

    const calls = receiver.calls.length;
    await journey.advance('PT90S');
    await journey.drain();
    expect(receiver.calls.length - calls).toBeLessThanOrEqual(5);
    receiver.receiver.manner = () => 200;
    for (let round = 0; round < 20 && receiver.taken.length < ids.length; round++) {
      await journey.advance('PT6M');
      await journey.run('webhook-due');
      await journey.drain();
    }
    expect(receiver.taken.map(({ data }) => data['ticketId']).toSorted()).toEqual(ids.toSorted());
  });

  it('of one shop are told of its cases only, and list what was sent page by page', async () => {
    const shop = bodyOf<{ id: string }>(await admin().post('/v1/shops', { name: 'Second shop' }));
    const other = await hookFor({ shopId: shop.id });
    const own = await hookFor({ shopId: 'main' });
    const id = await openCase(1);
    await say(id);
    await journey.drain();

    expect(ofCase(receiver.taken, id)).toEqual(await factsOf(id));
    expect(await deliveries(other)).toEqual([]);
    const all = await deliveries(own);
    const paged: Delivery[] = [];
    for (let cursor = ''; ; ) {
      const page = bodyOf<{ items: Delivery[]; nextCursor?: string }>(
        await admin().get(`/v1/webhooks/${own.id}/deliveries?limit=1${cursor}`),
      );
      paged.push(...page.items);
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(2);
    const unknown = { url: receiver.url, events: ticketTypes, shopId: 'shop_01HZZZZZZZZZZZZZZZZZZZZZZZ' };
    expect((await admin().post('/v1/webhooks', unknown)).status).toBe(422);
  });

  it('tell of customers and orders, in the order of their versions', async () => {
    await hookFor({ events: ['customer.created', 'customer.updated', 'order.upserted'] });
    const made = await admin().post('/v1/customers', { name: '陈静', phones: ['+8613712345678'] });
    const customer = bodyOf<{ id: string }>(made);
    await admin().patch(`/v1/customers/${customer.id}`, { tags: ['vip'] }, ifMatch(made));
    await admin().put('/v1/orders/W-1', {
      customer: { id: customer.id },
      placedAt: new Date((await journey.now()) - 60_000).toISOString(),
      status: 'paid',
      total: { amount: '88.00', currency: 'CNY' },
      lines: [{ sku: 'TEA', name: '龙井', quantity: 1, price: { amount: '88.00', currency: 'CNY' } }],
      sourceUpdatedAt: new Date((await journey.now()) - 60_000).toISOString(),
    });
    await journey.drain();

    const ofCustomer = receiver.taken.filter(({ data }) => data['customerId'] === customer.id);
    expect(ofCustomer[0]?.type).toBe('customer.created');
    expect(ofCustomer.map(({ data }) => data['version'])).toEqual(
      ofCustomer.map(({ data }) => Number(data['version'])).toSorted((a, b) => a - b),
    );
    expect(ofCustomer.length).toBeGreaterThanOrEqual(2);
    expect(receiver.taken.filter(({ type }) => type === 'order.upserted')).toHaveLength(1);
    for (const { raw } of receiver.taken)
      for (const personal of ['陈静', '13712345678', '龙井', 'W-1']) expect(raw).not.toContain(personal);
  });
});
