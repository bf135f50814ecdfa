import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import { recording, replay } from '#test/support/recorded.ts';

type Made = { id: string; number: string; customerId: string; version: number };
type Items = { items: Made[] };

const problem = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];
const made = (reply: Reply): Made => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as Made;
};
const itemsOf = (reply: Reply): string[] => (reply.body as Items).items.map(({ id }) => id);
const notFound = [404, 'not_found'];
const forbidden = [403, 'forbidden'];
const aCase = { kind: 'return', subject: 's', body: 'b', channel: 'web', language: 'en' };
const DESK_WORDS = 'only for the desk';

/**
 * Holes that help desks really had (docs/security.md names where each was found), each as the case that would have found it. `agent1` is in
 * `service`, `agent2` in `returns` only.
 */
describe('holes of other help desks', () => {
  let journey: Journey;
  let returns: string;
  let agents: Record<'agent1' | 'agent2', string>;
  const customers: Record<string, string> = {};

  const admin = () => journey.as('admin');
  const open = async (over: object = {}): Promise<Made> =>
    made(await admin().post('/v1/tickets', { ...aCase, customerId: customers['customer1'], ...over }));
  const etag = async (path: string) => ifMatch(await admin().get(path));

  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    returns = made(await admin().post('/v1/teams', { name: 'returns' })).id;
    const idOf = async (user: string) => made(await journey.as(user).get('/v1/me')).id;
    agents = { agent1: await idOf('agent1'), agent2: await idOf('agent2') };
    for (const user of ['customer1', 'customer2']) customers[user] = await idOf(user);
    const path = `/v1/users/${agents.agent2}`;
    made(await admin().patch(path, { teamIds: [returns] }, await etag(path)));
  });
  afterAll(() => journey.close());

  it('finds a ticket by its number only for those who may see it', async () => {
    const { id, number } = await open();
    const search = async (user: string) => journey.as(user).get(`/v1/tickets?number=${number}`);
    expect(itemsOf(await search('agent1'))).toEqual([id]);
    expect(itemsOf(await search('customer1'))).toEqual([id]);
    for (const stranger of ['agent2', 'customer2'])
      expect((await search(stranger)).body).toEqual({ items: [] });
  });

  it('shows with an order or a customer only the cases that the reader may see', async () => {
    const order = made(
      await admin().put('/v1/orders/R-1', {
        customer: { id: customers['customer1'] },
        placedAt: '2026-03-01T09:00:00.000Z',
        status: 'placed',
        total: { amount: '12.50', currency: 'CNY' },
        lines: [],
        sourceUpdatedAt: '2026-03-01T09:00:00.000Z',
      }),
    ).id;
    const service = await open({ orderIds: [order] });
    const elsewhere = await open({ orderIds: [order], teamId: returns });
    const cases = async (user: string) =>
      ((await journey.as(user).get(`/v1/orders/${order}`)).body as { ticketIds: string[] }).ticketIds;
    expect(await cases('agent1')).toEqual([service.id]);
    expect(await cases('agent2')).toEqual([elsewhere.id]);
    expect((await cases('admin')).sort()).toEqual([service.id, elsewhere.id].sort());
    for (const filter of [`customerId=${customers['customer1']}`, `orderId=${order}`]) {
      const listed = itemsOf(await journey.as('agent2').get(`/v1/tickets?${filter}`));
      expect(listed).toContain(elsewhere.id);
      expect(listed).not.toContain(service.id);
    }
    expect((await journey.as('customer2').get(`/v1/tickets?orderId=${order}`)).body).toEqual({ items: [] });
    expect(problem(await journey.as('customer2').get(`/v1/orders/${order}`))).toEqual(notFound);
  });

  it('limits agents to their teams in lists, counts, reading, changing, writing and giving away alike', async () => {
    const { id } = await open({ severity: 'severe', tags: ['limit'] });
    const path = `/v1/tickets/${id}`;
    const head = await etag(path);
    const other = journey.as('agent2');
    for (const query of [
      '',
      '?status=new',
      '?tag=limit',
      '?severity=severe',
      `?customerId=${customers['customer1']}`,
      '?sort=dueAt',
      '?assigneeId=none&teamId=team_00000000000000000000000001',
    ])
      expect(itemsOf(await other.get(`/v1/tickets${query}`))).not.toContain(id);
    await journey.drain();
    const counted = (await other.get('/v1/tickets/counts')).body as { teams: { teamId: string }[] };
    expect(counted.teams.map(({ teamId }) => teamId)).toEqual([returns]);

    const tries = [
      other.get(path),
      other.get(`${path}/messages`),
      other.get(`${path}/timeline`),
      other.get(`${path}/sla/explain`),
      other.patch(path, { tags: [] }, head),
      other.post(`${path}/messages`, { visibility: 'internal', body: 'x' }),
      other.post(`${path}/transitions`, { to: 'pending', reason: 'x' }, head),
      other.put(`${path}/assignment`, { assigneeId: agents.agent2 }, head),
      other.post(`${path}/escalations`, { level: 1, reason: 'x' }),
      other.post(`${path}/tasks`, { title: 'x', dueAt: '2027-01-01T00:00:00.000Z' }),
    ];
    for (const reply of await Promise.all(tries)) expect(problem(reply)).toEqual(notFound);
    expect((await admin().get(path)).headers.get('etag')).toBe(head['if-match']);
  });

  it('lets notes be edited by their author and by who leads, and by nobody else', async () => {
    const { id } = await open();
    const note = made(
      await journey.as('agent1').post(`/v1/tickets/${id}/messages`, { visibility: 'internal', body: 'n' }),
    );
    const path = `/v1/tickets/${id}/messages/${note.id}`;
    const edit = async (user: string) => journey.as(user).patch(path, { body: user }, await etag(path));
    expect(problem(await edit('agent3'))).toEqual(forbidden);
    expect(problem(await edit('agent2'))).toEqual(notFound);
    expect(problem(await edit('customer1'))).toEqual(notFound);
    expect(problem(await edit('inspector1'))).toEqual(forbidden);
    expect((await edit('agent1')).status).toBe(200);
    expect((await edit('supervisor1')).status).toBe(200);
  });

  it('finds a part of a case only through that case', async () => {
    const [mine, other] = [await open({ teamId: returns }), await open()];
    const base = `/v1/tickets/${other.id}`;
    const note = made(await admin().post(`${base}/messages`, { visibility: 'internal', body: 'n' }));
    const task = made(await admin().post(`${base}/tasks`, { title: 't', dueAt: '2027-01-01T00:00:00.000Z' }));
    const one = ifMatch(await admin().get(`${base}/messages/${note.id}`));
    const agent = journey.as('agent2');
    const through = `/v1/tickets/${mine.id}`;
    for (const reply of [
      await agent.get(`${through}/messages/${note.id}`),
      await agent.patch(`${through}/messages/${note.id}`, { body: 'x' }, one),
      await agent.get(`${through}/tasks/${task.id}`),
      await agent.patch(`${through}/tasks/${task.id}`, { status: 'done' }, one),
      await admin().get(`${through}/messages/${note.id}`),
      await admin().patch(`${through}/tasks/${task.id}`, { status: 'done' }, one),
    ])
      expect(problem(reply)).toEqual(notFound);
    expect((await admin().get(`${base}/messages/${note.id}`)).body).toMatchObject({ body: 'n', version: 1 });
  });

  it('opens a case in nobody else’s name, and ties it to no order of another', async () => {
    const order = made(
      await admin().put('/v1/orders/R-2', {
        customer: { id: customers['customer2'] },
        placedAt: '2026-03-01T09:00:00.000Z',
        status: 'placed',
        total: { amount: '12.50', currency: 'CNY' },
        lines: [],
        sourceUpdatedAt: '2026-03-01T09:00:00.000Z',
      }),
    ).id;
    const plain = { subject: 's', body: 'b', channel: 'web' };
    const asCustomer = async (over: object) =>
      journey.as('customer1').post('/v1/tickets', { ...plain, ...over });
    for (const field of [
      { customerId: customers['customer2'] },
      { customerId: customers['customer1'] },
      { customer: { name: 'Grace', phone: '+14155552671' } },
      { teamId: returns },
      { openedBy: 'agent' },
      { links: [{ ticketId: 'tkt_01HZZZZZZZZZZZZZZZZZZZZZZZ' }] },
      { assigneeId: agents.agent1 },
      { parentId: 'tkt_01HZZZZZZZZZZZZZZZZZZZZZZZ' },
    ])
      expect(problem(await asCustomer(field))).toEqual([422, 'invalid_request']);
    for (const id of [order, 'ord_01HZZZZZZZZZZZZZZZZZZZZZZZ'])
      expect(problem(await asCustomer({ orderIds: [id] }))).toEqual([422, 'unknown_reference']);
    const missing = { attachmentIds: ['att_01HZZZZZZZZZZZZZZZZZZZZZZZ'] };
    expect(problem(await asCustomer(missing))).toEqual([422, 'unknown_reference']);
    const form = { subject: 's', body: 'b', customer: { name: 'Eve', email: 'eve@example.com' } };
    const visitor = await journey.request('POST', '/v1/public/tickets', {
      body: { ...form, orderIds: [order] },
    });
    expect(problem(visitor)).toEqual([422, 'unknown_reference']);

    const { id } = await open();
    const path = `/v1/tickets/${id}`;
    const patch = async (body: object) => admin().patch(path, body, await etag(path));
    expect(problem(await patch({ orderIds: [order] }))).toEqual([422, 'unknown_reference']);
    expect(problem(await patch({ customerId: 'cus_01HZZZZZZZZZZZZZZZZZZZZZZZ' }))).toEqual([
      422,
      'unknown_reference',
    ]);
    expect((await journey.as('customer2').get(`/v1/orders/${order}`)).body).toMatchObject({ ticketIds: [] });
  });

  it('merges customers only by who may merge, with both sides checked', async () => {
    const one = made(await admin().post('/v1/customers', { name: 'Ada', phones: ['+8613900000001'] }));
    const two = made(await admin().post('/v1/customers', { name: 'Ada', phones: ['+8613900000002'] }));
    const merge = async (user: string, survivor: string, duplicateId: string) =>
      journey
        .as(user)
        .post(`/v1/customers/${survivor}/merge`, { duplicateId }, await etag(`/v1/customers/${one.id}`));
    for (const user of ['agent1', 'analyst1', 'inspector1', 'customer1'])
      expect(problem(await merge(user, one.id, two.id))).toEqual(forbidden);
    for (const stray of ['cus_01HZZZZZZZZZZZZZZZZZZZZZZZ', one.id])
      expect((await merge('supervisor1', one.id, stray)).status).toBeGreaterThanOrEqual(400);
    expect((await admin().get(`/v1/customers/${two.id}`)).body).toMatchObject({ id: two.id });
    expect((await admin().get(`/v1/customers/${one.id}`)).body).toMatchObject({ phones: ['+86139****0001'] });
  });

  it('lets nobody answer or hand on cases who doesn’t work on them', async () => {
    const { id } = await open();
    const path = `/v1/tickets/${id}`;
    const head = await etag(path);
    for (const user of ['inspector1', 'analyst1']) {
      const reader = journey.as(user);
      expect((await reader.get(path)).status).toBe(200);
      for (const reply of [
        await reader.post(`${path}/messages`, { visibility: 'public', body: 'x' }),
        await reader.put(`${path}/assignment`, { assigneeId: agents.agent1 }, head),
        await reader.post(`${path}/transitions`, { to: 'resolved', reason: 'x' }, head),
        await reader.patch(path, { tags: ['x'] }, head),
      ])
        expect(problem(reply)).toEqual(forbidden);
    }
    const owner = journey.as('customer1');
    expect(problem(await owner.put(`${path}/assignment`, { assigneeId: null }, head))).toEqual(forbidden);
    expect(problem(await owner.post(`${path}/messages`, { visibility: 'internal', body: 'x' }))).toEqual([
      422,
      'invalid_request',
    ]);
  });

  it('keeps no line break in an address, a name or a subject', async () => {
    const customer = async (over: object) =>
      journey.as('agent1').post('/v1/customers', { name: 'Ada', ...over });
    for (const over of [
      { emails: ['ada@example.com\r\nBcc: all@example.com'] },
      { emails: ['ada@example.com\n'] },
      { name: 'Ada\r\nBcc: all@example.com' },
      { phones: ['+8613900000003\r\n'] },
    ]) {
      const reply = await customer(over);
      expect(reply.status === 422 || !JSON.stringify(reply.body).includes('\\n')).toBe(true);
      expect(JSON.stringify(reply.body)).not.toContain('Bcc');
    }
    const ticket = await journey.as('agent1').post('/v1/tickets', {
      ...aCase,
      customerId: customers['customer1'],
      subject: 'Hello\r\nX-Header: 1',
    });
    expect(problem(ticket)).toEqual([422, 'invalid_request']);
  });

  it('makes one customer of one person however often a form is sent again', async () => {
    const key = { 'idempotency-key': 'again-and-again' };
    const body = { ...aCase, customer: { name: 'Cem', phone: '+8613900000009' } };
    const post = (headers?: Record<string, string>) =>
      journey.as('agent1').post('/v1/tickets', body, headers);
    const replies = await Promise.all([post(key), post(key), post(key), post(), post()]);
    const good = replies.filter(({ status }) => status === 201).map(made);
    expect(good.length).toBeGreaterThanOrEqual(3);
    expect(new Set(good.map(({ customerId }) => customerId)).size).toBe(1);
    expect(
      new Set(replies.slice(0, 3).flatMap((reply) => (reply.status === 201 ? [made(reply).id] : []))).size,
    ).toBe(1);
  });

  it('sends links that cannot be guessed, in mail that follows nobody, and that end', async () => {
    const mailed = { name: 'Dot', email: 'dot@example.com' };
    const resolve = async (customer: object): Promise<Made> => {
      const ticket = made(await admin().post('/v1/tickets', { ...aCase, customer }));
      const path = `/v1/tickets/${ticket.id}`;
      made(await admin().post(`${path}/messages`, { visibility: 'public', body: '<b>Hello</b>' }));
      made(await admin().post(`${path}/transitions`, { to: 'resolved', reason: 'r' }, await etag(path)));
      return ticket;
    };
    await resolve(mailed);
    await resolve({ name: '<script>alert(1)</script>', email: 'eve@example.com' });
    await journey.advance('PT30H');
    await journey.run('survey-due');
    const mails = (await journey.outbox()).filter(({ channel }) => channel === 'email');
    const links = mails
      .flatMap(({ links: all }) => all)
      .filter((link) => link.includes('/v1/public/surveys/') && !link.includes('?'));
    const tokens = links.map((link) => link.split('/').at(-1) ?? '');
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    for (const { body } of mails) expect(body).not.toMatch(/<img|<script|http[^ ]*\.(?:gif|png)/i);

    const [token = ''] = tokens;
    const path = `/v1/public/surveys/${token}`;
    const answer = (body: object) => journey.request('POST', path, { body });
    for (const wrong of ['', 'x'.repeat(43), token.slice(1), `${token}=`, token.toLowerCase()])
      expect((await journey.request('GET', `/v1/public/surveys/${wrong}`)).status).toBe(404);
    expect((await answer({ csat: 5, comment: '<img src=x onerror=alert(1)>' })).status).toBe(201);
    const html = await journey.request('GET', path, { headers: { accept: 'text/html' } });
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.body).not.toContain('<img src=x');
    await journey.advance('PT73H');
    expect(problem(await answer({ csat: 1 }))).toEqual([409, 'survey_locked']);
    await journey.advance('P30D');
    expect((await answer({ csat: 1 })).status).toBeGreaterThanOrEqual(400);
  });

  it('shows one customer nothing of what another could read, and lets them repeat none of their writes', async () => {
    const { recorded, send } = recording(journey, 'customer1');
    const self = `/v1/customers/${customers['customer1']}`;
    const created = made(
      await send('POST', '/v1/tickets', { subject: 'private', body: 'private words', channel: 'web' }),
    );
    const base = `/v1/tickets/${created.id}`;
    const said = made(await send('POST', `${base}/messages`, { visibility: 'public', body: 'more words' }));
    await journey.as('agent1').post(`${base}/messages`, { visibility: 'internal', body: DESK_WORDS });
    const head = ifMatch(await journey.as('customer1').get(`${base}/messages/${said.id}`));
    await send('PATCH', `${base}/messages/${said.id}`, { body: 'other words' }, head);
    const order = itemsOf(await journey.as('customer1').get('/v1/orders'))[0];
    for (const path of [
      base,
      `${base}/messages`,
      `${base}/messages/${said.id}`,
      `${base}/timeline`,
      `${base}/tasks`,
      `${base}/escalations`,
      self,
      `${self}/orders`,
      `${self}/timeline`,
      `${self}/consents`,
      `${self}/data-copy`,
      `/v1/orders/${order}`,
      `/v1/tickets?customerId=${customers['customer1']}`,
      `/v1/tickets?number=${created.number}`,
      `/v1/orders?customerId=${customers['customer1']}`,
      `/v1/surveys?customerId=${customers['customer1']}`,
      `/v1/survey-responses?customerId=${customers['customer1']}`,
    ])
      await send('GET', path);

    const good = recorded.filter(({ status }) => status < 300);
    expect(good.length).toBeGreaterThanOrEqual(14);
    expect(JSON.stringify(recorded)).not.toContain(DESK_WORDS);
    for (const request of good) {
      const reply = await replay(journey, 'customer2', request);
      const isNew = request.path === '/v1/tickets' && request.method === 'POST';
      if (isNew) expect(made(reply).customerId).toBe(customers['customer2']);
      else if (reply.status === 200) expect(reply.body).toEqual({ items: [] });
      else expect(problem(reply)).toEqual(notFound);
    }
    const after = await journey.as('customer1').get(`${base}/messages`);
    expect((after.body as { items: { body: string }[] }).items.map(({ body }) => body)).toEqual([
      'private words',
      'other words',
    ]);
  });

  it('writes no token, no personal value and no words of a message into its logs', async () => {
    const secret = await journey.tokenOf('customer1');
    await journey
      .as('customer1')
      .post('/v1/tickets', { subject: 'zebra-subject', body: 'zebra-words', channel: 'web' });
    await journey.request('GET', '/v1/tickets', { headers: { authorization: `Bearer ${secret}x` } });
    await journey.drain();
    const folder = join(journey.home, 'logs');
    const text = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    expect(text.length).toBeGreaterThan(1000);
    for (const value of [secret, secret.split('.')[2] ?? secret, 'zebra-', DESK_WORDS, '13800138001', '张伟'])
      expect(text.includes(value)).toBe(false);
  });

  it('audits a reveal that is refused, also to a role that may not read customers at all', async () => {
    const path = `/v1/customers/${customers['customer1']}?reveal=phone`;
    expect(problem(await journey.as('agent1').get(path))).toEqual(forbidden);
    expect(problem(await journey.as('inspector1').get(path))).toEqual(forbidden);
    expect(problem(await journey.as('analyst1').get(path))).toEqual(forbidden);
    const events = await admin().get(`/v1/audit-events?object=${customers['customer1']}&limit=100`);
    const actions = (
      events.body as { items: { action: string; result: string; actor: { role: string } }[] }
    ).items
      .filter(({ result }) => result === 'refused')
      .map(({ actor }) => actor.role);
    expect(new Set(actions)).toEqual(new Set(['agent', 'inspector', 'analyst']));
  });
});
