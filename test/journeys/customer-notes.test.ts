import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Entry = { type: string; id: string; at: string; subject?: string; body?: string; sentiment?: string };
type Page = { items: Entry[]; nextCursor?: string };
const page = (reply: Reply): Page => {
  expect(reply.status).toBe(200);
  return reply.body as Page;
};
const problem = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];

describe('notes about a customer and their timeline over HTTP', () => {
  let journey: Journey;
  let id: string;
  let path: string;
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    id = ((await journey.as('customer1').get('/v1/me')).body as { id: string }).id;
    path = `/v1/customers/${id}`;
  });
  afterAll(() => journey.close());

  const all = async (user: string, query: string): Promise<Entry[]> => {
    const found: Entry[] = [];
    let cursor: string | undefined;
    do {
      const one = page(
        await journey.as(user).get(`${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`),
      );
      found.push(...one.items);
      cursor = one.nextCursor;
    } while (cursor !== undefined);
    return found;
  };
  const note = (body: string): Promise<Reply> => journey.as('agent1').post(`${path}/notes`, { body });
  const order = async (n: number): Promise<void> => {
    const reply = await journey.as('admin').put(`/v1/orders/TL-${n}?shopId=main`, {
      customer: { id },
      placedAt: new Date(await journey.now()).toISOString(),
      status: 'paid',
      total: { amount: '10.00', currency: 'CNY' },
      lines: [{ sku: 'a', name: 'A', quantity: 1, price: { amount: '10.00', currency: 'CNY' } }],
      sourceUpdatedAt: '2026-03-01T08:00:00Z',
    });
    expect(reply.status).toBe(201);
  };
  const ticket = (body: string): Promise<Reply> =>
    journey
      .as('customer1')
      .post('/v1/tickets', { subject: `Call 13800138001: ${body}`, body, channel: 'app' });

  it('keeps notes of several people at once, newest first, counted, masked, and never shown to the customer', async () => {
    const before = (await journey.as('agent1').get(path)).body as { version: number; notes: number };
    const replies = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => note(`Note ${n}: reach her at 13800138001`)),
    );
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(replies[0]?.headers.get('location')).toBe(`${path}/notes`);
    expect((await journey.as('agent1').get(path)).body).toMatchObject({
      notes: before.notes + 5,
      version: before.version + 5,
    });

    const listed = await all('agent2', `${path}/notes?limit=2`);
    expect(listed).toHaveLength(5);
    expect(listed.map(({ id: one }) => one)).toEqual(
      listed
        .map(({ id: one }) => one)
        .toSorted()
        .reverse(),
    );
    expect(listed[0]?.body).toMatch(/^Note \d: reach her at 138\*{4}8001$/);
    expect((await all('supervisor1', `${path}/notes?limit=9`))[0]?.body).toContain('13800138001');

    expect(problem(await journey.as('customer1').get(`${path}/notes`))).toEqual([403, 'forbidden']);
    expect(problem(await journey.as('analyst1').post(`${path}/notes`, { body: 'x' }))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await journey.as('customer1').get(path)).body).not.toHaveProperty('notes');
    expect((await journey.as('customer1').get(path)).body).not.toHaveProperty('dimensions');
  });

  it('refuses an empty note, one that is too long, and one about nobody', async () => {
    for (const body of ['', ' ', '长'.repeat(2731)]) expect((await note(body)).status).toBe(422);
    expect((await note('长'.repeat(2730))).status).toBe(201);
    const nobody = '/v1/customers/cus_00000000000000000000000000';
    expect((await journey.as('agent1').post(`${nobody}/notes`, { body: 'x' })).status).toBe(404);
    expect((await journey.as('agent1').get(`${nobody}/timeline`)).status).toBe(404);
  });

  it('weaves cases, orders and notes into one line, page by page, nothing twice and nothing left out', async () => {
    for (let n = 0; n < 4; n++) {
      await journey.advance('PT1M');
      expect((await ticket(n % 2 === 0 ? '太差了，我要投诉' : '请问什么时候发货')).status).toBe(201);
      await order(n);
      await journey.advance('PT1M');
      await note(`In between ${n}`);
    }
    const whole = await all('admin', `${path}/timeline?limit=100`);
    const keys = whole.map(({ at, id: one }) => `${at}#${one}`);
    expect(keys).toEqual(keys.toSorted().reverse());
    expect(new Set(keys).size).toBe(keys.length);
    const count = (type: string): number => whole.filter((entry) => entry.type === type).length;
    expect([count('ticket'), count('order'), count('note')]).toEqual([4, 4, 10]);
    for (const limit of [1, 3, 7])
      expect(await all('admin', `${path}/timeline?limit=${limit}`)).toEqual(whole);
    expect(await all('admin', `${path}/timeline?limit=2&type=order,note`)).toEqual(
      whole.filter(({ type }) => type === 'order' || type === 'note'),
    );
    expect(whole.filter(({ sentiment }) => sentiment === 'negative').length).toBeGreaterThanOrEqual(2);
    expect(problem(await journey.as('admin').get(`${path}/timeline?type=gossip`))).toEqual([
      422,
      'invalid_request',
    ]);
  });

  it('shows everybody what they may read elsewhere, and customers themselves without notes', async () => {
    const types = async (user: string): Promise<string[]> => [
      ...new Set((await all(user, `${path}/timeline?limit=100`)).map(({ type }) => type)),
    ];
    expect((await types('customer1')).sort()).toEqual(['order', 'ticket']);
    expect((await types('analyst1')).sort()).toEqual(['order', 'ticket']);
    expect((await types('agent1')).sort()).toEqual(['note', 'order', 'ticket']);
    expect(problem(await journey.as('customer2').get(`${path}/timeline`))).toEqual([404, 'not_found']);
    expect(problem(await journey.as('inspector1').get(`${path}/timeline`))).toEqual([403, 'forbidden']);
    const [first] = await all('agent1', `${path}/timeline?limit=100&type=ticket`);
    expect(first?.subject).toContain('138****8001');
  });

  it('shows the surveys of a customer with their scores', async () => {
    const made = await ticket('Where is my parcel?');
    const { id: ticketId } = made.body as { id: string };
    const at = `/v1/tickets/${ticketId}`;
    const reply = await journey
      .as('agent1')
      .post(`${at}/messages`, { visibility: 'public', body: 'On its way.' });
    expect(reply.status).toBe(201);
    const current = await journey.as('agent1').get(at);
    const solved = await journey
      .as('agent1')
      .post(`${at}/transitions`, { to: 'resolved', reason: 'done' }, ifMatch(current));
    expect(solved.status).toBe(200);
    const [survey] = await all('supervisor1', `${path}/timeline?limit=10&type=survey`);
    expect(survey).toMatchObject({ type: 'survey', ticketId, csat: null });
  });
});
