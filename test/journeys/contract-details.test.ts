import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Ticket = { id: string; createdAt: string; customerId: string; sla: { next: { dueAt: string } | null } };
type Page = { items: Ticket[]; nextCursor?: string };

const customer = { name: 'Ada Example', phone: '+8613800000002' };
const body = { kind: 'complaint', subject: 'A case', body: 'Words', channel: 'web', customer };
const service = 'team_00000000000000000000000001';

const problem = (reply: Reply) => [reply.status, (reply.body as { code?: string }).code];
const fields = (reply: Reply) => (reply.body as { errors?: { path: string; message: string }[] }).errors;

describe('details that clients build on', () => {
  let journey: Journey;
  let tickets: Ticket[];
  beforeAll(async () => {
    journey = await startJourney({ limits: true });
    const agent = journey.as('agent1');
    tickets = [];
    for (let n = 0; n < 12; n++) {
      // Every third begins with the department, every fourth waits for nobody any more.
      const severity = n % 3 === 0 ? 'severe' : 'ordinary';
      const made = await agent.post('/v1/tickets', {
        ...body,
        severity,
        subject: `No. ${n}`,
        tags: [`t${n % 2}`],
      });
      tickets.push(made.body as Ticket);
      const id = (made.body as Ticket).id;
      if (n % 4 === 0)
        await agent.post(`/v1/tickets/${id}/transitions`, { to: 'resolved', reason: 'x' }, ifMatch(made));
    }
    await journey.drain();
  });
  afterAll(() => journey.close());

  const everything = async (user: string, query: string): Promise<Ticket[]> => {
    const items: Ticket[] = [];
    let cursor = '';
    for (;;) {
      const page = (await journey.as(user).get(`/v1/tickets?limit=2&${query}${cursor}`)).body as Page;
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  const ids = (items: readonly Ticket[]) => items.map(({ id }) => id);
  const active = () => tickets.filter((_, n) => n % 4 !== 0);

  it('lists a case for every team it has been in, in every order, none lost and none twice', async () => {
    const latest = async () => ids(await everything('agent1', ''));
    await expect.poll(latest, { timeout: 10_000 }).toEqual(ids(tickets).toReversed());

    expect(ids(await everything('agent1', 'sort=createdAt'))).toEqual(ids(tickets));
    expect(ids(await everything('agent1', 'sort=dueAt'))).toEqual(ids(active()));
    expect(ids(await everything('agent1', 'sort=dueAt&tag=t1'))).toEqual(
      ids(tickets.filter((_, n) => n % 2 === 1)),
    );
    expect(ids(await everything('agent1', 'status=new&assigneeId=none&sort=createdAt'))).toEqual(
      ids(active()),
    );
    const led = await everything('agent1', 'teamId=team_00000000000000000000000002&sort=createdAt');
    expect(ids(led)).toEqual(ids(tickets.filter((_, n) => n % 3 === 0)));
  });

  it('filters by a deadline without changing the order', async () => {
    const soon = new Date((await journey.now()) + 2 * 86_400_000).toISOString();

    expect(ids(await everything('admin', `dueBefore=${soon}`))).toEqual(ids(active()).toReversed());
    expect(ids(await everything('admin', `dueBefore=${soon}&sort=createdAt`))).toEqual(ids(active()));
    expect(ids(await everything('admin', `dueBefore=${soon}&status=resolved`))).toEqual([]);
  });

  it('refuses whatever is no cursor in one way', async () => {
    for (const cursor of ['', 'x', 'A'.repeat(3000)]) {
      expect(problem(await journey.as('agent1').get(`/v1/tickets?cursor=${cursor}`))).toEqual([
        400,
        'invalid_cursor',
      ]);
    }
  });

  it('keeps saved views of good queries, and takes them away', async () => {
    const agent = journey.as('agent1');
    const made = await agent.post('/v1/views', {
      name: 'Mine',
      query: { status: 'new,open', assigneeId: 'none' },
    });
    const path = made.headers.get('location') ?? '';

    expect((made.body as { query: unknown }).query).toEqual({ status: 'new,open', assigneeId: 'none' });
    for (const query of [{ colour: 'red' }, { status: 'lost' }, { cursor: 'x' }]) {
      expect(fields(await agent.post('/v1/views', { name: 'Bad', query }))?.[0]?.path).toContain(
        `query.${Object.keys(query)[0]}`,
      );
    }
    expect((await agent.delete(path, undefined, { 'if-match': '"9"' })).status).toBe(412);
    expect((await agent.delete(path, undefined, ifMatch(made))).status).toBe(204);
    expect((await agent.get(path)).status).toBe(404);
  });

  it('counts cases by status, by team and by assignee', async () => {
    const me = (await journey.as('agent2').get('/v1/me')).body as { id: string };
    const made = await journey.as('agent2').post('/v1/tickets', { ...body, kind: 'exchange' });
    await journey
      .as('agent2')
      .put(`/v1/tickets/${(made.body as Ticket).id}/assignment`, { assigneeId: me.id }, ifMatch(made));
    await journey.drain();
    type Figures = Record<string, number>;
    const counts = (await journey.as('admin').get('/v1/tickets/counts')).body as {
      statuses: Figures;
      teams: { teamId: string; statuses: Figures }[];
      assignees: { assigneeId: string; statuses: Figures }[];
    };
    const sum = (figures: Figures) => Object.values(figures).reduce((total, n) => total + n, 0);

    await expect
      .poll(async () => (await everything('admin', '')).length, { timeout: 10_000 })
      .toBe(sum(counts.statuses));
    expect(counts.teams.reduce((total, team) => total + sum(team.statuses), 0)).toBe(sum(counts.statuses));
    expect(counts.assignees.filter(({ statuses }) => sum(statuses) > 0)).toEqual([
      { assigneeId: me.id, statuses: { new: 0, open: 1, pending: 0, onHold: 0, resolved: 0, closed: 0 } },
    ]);
  });

  it('keeps figures and views of the desk from customers', async () => {
    expect(problem(await journey.as('customer1').get('/v1/tickets/counts'))).toEqual([403, 'forbidden']);
    expect(problem(await journey.as('customer1').get('/v1/views'))).toEqual([403, 'forbidden']);
    expect(problem(await journey.as('analyst1').post('/v1/views', { name: 'x', query: {} }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('gives cases only to people who may work on them', async () => {
    const made = await journey.as('agent1').post('/v1/tickets', body);
    const inspector = (await journey.as('inspector1').get('/v1/me')).body as { id: string };
    const path = `/v1/tickets/${(made.body as Ticket).id}/assignment`;

    expect(
      fields(await journey.as('agent1').put(path, { assigneeId: inspector.id }, ifMatch(made)))?.[0]?.path,
    ).toBe('assigneeId');
  });

  it('has at every Location what was made', async () => {
    const agent = journey.as('agent1');
    const path = `/v1/tickets/${tickets[1]?.id}`;
    const replies = [
      await agent.post(`${path}/messages`, { visibility: 'internal', body: 'note' }),
      await agent.post(`${path}/tasks`, {
        title: 'Call',
        dueAt: '2099-01-01T00:00:00.000Z',
        teamId: service,
      }),
      await agent.post(`${path}/escalations`, { level: 1, reason: 'asked for' }),
    ];

    for (const made of replies) {
      const location = made.headers.get('location') ?? '';
      const read = await agent.get(location);
      expect([read.status, read.body, read.headers.get('etag')], location).toEqual([
        200,
        made.body,
        made.headers.get('etag'),
      ]);
      expect((await journey.as('customer1').get(location)).status).toBe(404);
    }
    const shop = await journey.as('admin').post('/v1/shops', { name: 'Second' });
    expect((await journey.as('admin').get(shop.headers.get('location') ?? '')).body).toEqual(shop.body);
  });

  it('says that a word is missing, not that it is wrong', async () => {
    const { channel: _, ...rest } = body;

    expect(fields(await journey.as('agent1').post('/v1/tickets', rest))).toEqual([
      { path: 'channel', code: 'required', message: 'is required' },
    ]);
  });

  it('says which levels there are', async () => {
    const reply = await journey
      .as('agent1')
      .post(`/v1/tickets/${tickets[2]?.id}/escalations`, { level: 3, reason: 'x' });

    expect(fields(reply)).toEqual([
      { path: 'level', code: 'not_allowed', message: 'must be one of 0, 1, 2' },
    ]);
  });

  it('reveals personal values to roles that may, and to nobody else', async () => {
    const path = `/v1/customers/${tickets[0]?.customerId}`;
    const phones = async (user: string, query: string) => {
      const reply = await journey.as(user).get(`${path}${query}`);
      return [reply.status, (reply.body as { phones?: string[] }).phones];
    };

    expect(await phones('admin', '')).toEqual([200, ['+86138****0002']]);
    expect(await phones('supervisor1', '?reveal=phone,email&purpose=contact')).toEqual([
      200,
      ['+8613800000002'],
    ]);
    expect(await phones('supervisor1', '?reveal=email')).toEqual([200, ['+86138****0002']]);
    expect(await phones('supervisor1', '?reveal=name')).toEqual([403, undefined]);
    expect(await phones('agent1', '?reveal=phone')).toEqual([403, undefined]);
    expect(await phones('analyst1', '?reveal=phone')).toEqual([403, undefined]);
    expect(await phones('admin', '?reveal=birthday')).toEqual([422, undefined]);
    expect(await phones('customer1', '?reveal=phone')).toEqual([404, undefined]);
  });

  it('masks numbers in text to all but roles that may reveal phones', async () => {
    const own = await journey
      .as('customer1')
      .post('/v1/tickets', { subject: 'Call 13812345678', body: 'b', channel: 'app', openedBy: 'customer' });
    const path = `/v1/tickets/${(own.body as Ticket).id}`;
    const subject = async (user: string) =>
      ((await journey.as(user).get(path)).body as { subject: string }).subject;

    expect(await Promise.all(['customer1', 'agent1', 'supervisor1'].map(subject))).toEqual([
      'Call 138****5678',
      'Call 138****5678',
      'Call 13812345678',
    ]);
  });

  it('measures limits by the settings of this moment', async () => {
    const admin = journey.as('admin');
    await admin.patch(
      '/v1/settings',
      { rateLimits: { perCaller: 2 } },
      ifMatch(await admin.get('/v1/settings')),
    );
    const replies = [];
    for (let n = 0; n < 6; n++) replies.push(await journey.as('agent3').get('/v1/me'));
    const refused = replies.at(-1);

    expect(replies[0]?.headers.get('ratelimit-policy')).toContain('q=2;');
    expect(refused && problem(refused)).toEqual([429, 'too_many_requests']);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
