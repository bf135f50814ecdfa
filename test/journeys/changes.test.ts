import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
type Item = {
  id: string;
  at: string;
  entity: string;
  entityId: string;
  parentId?: string;
  action: string;
  version?: number;
  href?: string;
};
type Page = {
  items: Item[];
  nextCursor?: string;
  after: string;
  endOfStream: boolean;
  lag: string;
  upTo: string;
};
const body = (reply: Reply): Record<string, unknown> => reply.body as Record<string, unknown>;

describe('the change feed', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  let agent: ReturnType<Journey['as']>;
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    [admin, agent] = [journey.as('admin'), journey.as('agent1')];
    await settle();
  });
  afterAll(() => journey.close());

  /** What was written is in the log and old enough to be told. */
  const settle = async (): Promise<void> => {
    await journey.drain();
    await journey.advance('PT6S');
  };
  const page = async (query: string): Promise<Page> => {
    const reply = await admin.get(`/v1/changes?${query}`);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    return reply.body as Page;
  };
  const toEnd = async (after?: string, more = 'limit=100'): Promise<Page> => {
    const items: Item[] = [];
    for (let place = after; ; ) {
      const got = await page(place === undefined ? more : `${more}&after=${encodeURIComponent(place)}`);
      items.push(...got.items);
      place = got.after;
      expect(got.nextCursor !== undefined).toBe(!got.endOfStream);
      if (got.endOfStream) return { ...got, items };
    }
  };
  const aTicket = (n: number) =>
    agent.post('/v1/tickets', {
      subject: `Parcel ${n}`,
      body: 'Where is it?',
      channel: 'web',
      customer: { name: '李明', phone: `+861550015500${n}` },
    });

  it('begins with what was there first: the defaults of the system', async () => {
    const { items, lag, upTo } = await toEnd();

    expect(lag).toBe('PT5S');
    expect(Date.parse(upTo)).toBeLessThanOrEqual((await journey.now()) - 5000);
    expect(new Set(items.map(({ entity }) => entity))).toEqual(
      new Set(['team', 'user', 'customer', 'slaPolicy', 'calendar', 'shop']),
    );
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted());
  });

  it('tells a case, its message and its customer, with addresses that can be read', async () => {
    const { after } = await toEnd();
    const ticket = await aTicket(1);
    const id = String(body(ticket)['id']);
    // Nothing is told before it is old enough.
    await journey.drain();
    expect((await toEnd(after)).items).toEqual([]);
    await settle();

    const { items } = await toEnd(after);
    const created = Object.fromEntries(items.map((item) => [item.entity, item]));
    expect(created).toMatchObject({
      ticket: { entityId: id, action: 'created', version: 1, href: `/v1/tickets/${id}` },
      message: { parentId: id, action: 'created', href: `/v1/tickets/${id}/messages` },
      customer: { entityId: body(ticket)['customerId'], action: 'created' },
    });
    for (const { href } of items) expect((await admin.get(String(href))).status).toBe(200);
    expect(JSON.stringify(items)).not.toMatch(/李明|15500|Parcel/);
  });

  it('goes on from where it was, by kind too, and tells each version in its order', async () => {
    const { after } = await toEnd();
    let ticket = await aTicket(2);
    const path = `/v1/tickets/${String(body(ticket)['id'])}`;
    for (const subject of ['a', 'b', 'c']) ticket = await agent.patch(path, { subject }, ifMatch(ticket));
    await settle();

    const { items } = await toEnd(after, 'limit=1&entity=ticket');
    expect(items.map(({ action, version }) => [action, version])).toEqual([
      ['created', 1],
      ['updated', 2],
      ['updated', 3],
      ['updated', 4],
    ]);
    const small = await toEnd(after, 'limit=2');
    const large = await toEnd(after);
    expect(small.items).toEqual(large.items);
  });

  it('has tombstones for what is gone, and says who was merged and who was erased', async () => {
    const { after } = await toEnd();
    const team = await admin.post('/v1/teams', { name: 'Short-lived' });
    const teamPath = `/v1/teams/${String(body(team)['id'])}`;
    expect((await admin.delete(teamPath, undefined, ifMatch(team))).status).toBe(204);
    const one = await agent.post('/v1/customers', { name: '王一', phones: ['+8613900139001'] });
    const two = await agent.post('/v1/customers', { name: '王二', phones: ['+8613900139002'] });
    const [survivor, duplicate] = [String(body(one)['id']), String(body(two)['id'])];
    const merged = await admin.post(
      `/v1/customers/${survivor}/merge`,
      { duplicateId: duplicate },
      ifMatch(one),
    );
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    const erased = await admin.post(`/v1/customers/${survivor}/erase`, {}, ifMatch(merged));
    expect(erased.status, JSON.stringify(erased.body)).toBe(202);
    await settle();

    const { items } = await toEnd(after);
    const told = (id: string) => items.filter(({ entityId }) => entityId === id).map(({ action }) => action);
    expect(told(String(body(team)['id']))).toEqual(['created', 'deleted']);
    expect(items.find(({ action }) => action === 'deleted')).not.toHaveProperty('href');
    expect(told(duplicate).slice(0, 2)).toEqual(['created', 'merged']);
    expect(told(survivor)).toContain('erased');
  });

  it('loses nothing between writers and a reader that asks all the time', { timeout: 60_000 }, async () => {
    let { after } = await toEnd();
    const seen: Item[] = [];
    let writing = true;
    const reader = (async () => {
      while (writing) {
        await journey.advance('PT1S');
        const got = await toEnd(after, 'limit=3');
        seen.push(...got.items);
        after = got.after;
      }
    })();
    const made = await Promise.all(
      Array.from({ length: 4 }, async (_, n) => {
        let ticket = await aTicket(3 + n);
        const path = `/v1/tickets/${String(body(ticket)['id'])}`;
        for (let k = 0; k < 5; k++) ticket = await agent.patch(path, { subject: `s${k}` }, ifMatch(ticket));
        return body(ticket);
      }),
    );
    await settle();
    writing = false;
    await reader;
    seen.push(...(await toEnd(after)).items);

    for (const { id, version } of made) {
      const versions = seen.filter(({ entityId }) => entityId === id).map((item) => item.version);
      expect([...new Set(versions)]).toEqual(Array.from({ length: Number(version) }, (_, n) => n + 1));
    }
  });

  it('is the administrator’s; places are one’s own, and run out after thirty days', async () => {
    const { after } = await toEnd();
    const place = encodeURIComponent(after);
    for (const user of ['agent1', 'supervisor1', 'analyst1', 'inspector1', 'customer1'])
      expect((await journey.as(user).get('/v1/changes')).status, user).toBe(403);
    const refused = async (query: string) => {
      const reply = await admin.get(`/v1/changes?${query}`);
      return [reply.status, body(reply)['code']];
    };
    expect(await refused('after=nonsense')).toEqual([400, 'invalid_cursor']);
    expect(await refused(`after=${place}&cursor=${place}`)).toEqual([422, 'invalid_request']);
    expect(await refused('entity=session')).toEqual([422, 'invalid_request']);
    expect((await page(`cursor=${place}`)).items).toEqual([]);

    await journey.advance('P29D');
    expect((await page(`after=${place}`)).endOfStream).toBe(true);
    await journey.advance('P2D');
    expect(await refused(`after=${place}`)).toEqual([410, 'cursor_expired']);
    expect((await toEnd()).items.filter(({ entity }) => entity === 'ticket')).toEqual([]);
  });
});

describe('the limit of the change feed', () => {
  it('is sixty calls a minute, counted apart from other calls', async () => {
    const journey = await startJourney({ now: START, limits: true });
    try {
      const admin = journey.as('admin');
      const replies = [];
      for (let n = 0; n < 61; n++) replies.push(await admin.get('/v1/changes?limit=1'));
      const [first, last] = [replies[0], replies.at(-1)];

      expect(first?.headers.get('ratelimit-policy')).toBe('"caller";q=60;w=60');
      expect([first?.status, last?.status, last && body(last)['code']]).toEqual([
        200,
        429,
        'too_many_requests',
      ]);
      expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await admin.get('/v1/me')).status).toBe(200);
    } finally {
      await journey.close();
    }
  });
});
