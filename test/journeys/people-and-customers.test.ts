import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Page = { items: { id: string; name: string; email?: string }[]; nextCursor?: string };
const page = (reply: Reply): Page => reply.body as Page;
const problem = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];

describe('people, customers and settings over HTTP', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
  });
  afterAll(() => journey.close());

  const userId = async (email: string): Promise<string> =>
    page(await journey.as('admin').get('/v1/users?limit=100')).items.find((each) => each.email === email)
      ?.id ?? '';

  it('tells each sample user who they are', async () => {
    const admin = await journey.as('admin').get('/v1/me');
    expect(admin.status).toBe(200);
    expect(admin.headers.get('etag')).toBe('"1"');
    expect(admin.body).toMatchObject({ role: 'admin', presence: 'online' });
    expect((await journey.as('agent1').get('/v1/me')).body).toMatchObject({ role: 'agent', name: '李娜' });
    expect((await journey.as('customer1').get('/v1/me')).body).toMatchObject({
      role: 'customer',
      name: '张伟',
      teamIds: [],
    });
  });

  it('keeps users and settings for the administrator', async () => {
    for (const path of ['/v1/users', '/v1/settings', '/v1/roles', '/v1/shops']) {
      expect(problem(await journey.as('agent1').get(path))).toEqual([403, 'forbidden']);
      expect((await journey.as('admin').get(path)).status).toBe(200);
    }
    expect(problem(await journey.as('customer1').get('/v1/teams'))).toEqual([403, 'forbidden']);
    expect(
      page(await journey.as('supervisor1').get('/v1/users'))
        .items.map(({ email }) => email)
        .sort(),
    ).toEqual(['agent1@example.com', 'agent2@example.com', 'agent3@example.com', 'supervisor1@example.com']);
  });

  it('refuses a disabled user at the next request and takes them back when enabled', async () => {
    const path = `/v1/users/${await userId('agent3@example.com')}`;
    const before = await journey.as('admin').get(path);
    const gone = await journey.as('admin').delete(path, undefined, ifMatch(before));
    expect(gone.status).toBe(204);
    expect((await journey.as('agent3').get('/v1/me')).status).toBe(401);

    const disabled = await journey.as('admin').get(path);
    expect(disabled.body).toMatchObject({ status: 'disabled', version: 2 });
    await journey.as('admin').patch(path, { status: 'active', presence: 'online' }, ifMatch(disabled));
    expect((await journey.as('agent3').get('/v1/me')).body).toMatchObject({ presence: 'online' });
  });

  it('does not let the last administrator go', async () => {
    const path = `/v1/users/${await userId('admin@example.com')}`;
    const me = await journey.as('admin').get(path);
    expect(problem(await journey.as('admin').delete(path, undefined, ifMatch(me)))).toEqual([
      409,
      'conflict',
    ]);
    expect(problem(await journey.as('admin').delete(path))).toEqual([428, 'precondition_required']);
  });

  it('makes a team that people can join and that goes when it is empty', async () => {
    const made = await journey.as('admin').post('/v1/teams', { name: '退货组', department: '物流' });
    expect(made.status).toBe(201);
    const path = made.headers.get('location') ?? '';
    expect(problem(await journey.as('admin').post('/v1/teams', { name: '退货组' }))).toEqual([
      409,
      'name_taken',
    ]);
    expect(page(await journey.as('agent1').get('/v1/teams')).items.map(({ name }) => name)).toContain(
      '退货组',
    );

    const agent = `/v1/users/${await userId('agent2@example.com')}`;
    const before = await journey.as('admin').get(agent);
    const { teamIds } = before.body as { teamIds: string[] };
    const joined = await journey
      .as('admin')
      .patch(agent, { teamIds: [...teamIds, (made.body as { id: string }).id] }, ifMatch(before));
    expect(joined.status).toBe(200);
    expect(problem(await journey.as('admin').delete(path, undefined, ifMatch(made)))).toEqual([
      409,
      'in_use',
    ]);
    await journey.as('admin').patch(agent, { teamIds }, ifMatch(joined));
    expect((await journey.as('admin').delete(path, undefined, ifMatch(made))).status).toBe(204);
    expect(problem(await journey.as('admin').get(path))).toEqual([404, 'not_found']);
  });

  it('takes a setting into account at the next request', async () => {
    const before = await journey.as('admin').get('/v1/settings');
    const patched = await journey.as('admin').patch('/v1/settings', { reopenWindow: 'P3D' }, ifMatch(before));
    expect(patched.status).toBe(200);
    expect((await journey.as('admin').get('/v1/settings')).body).toMatchObject({
      reopenWindow: 'P3D',
      version: 2,
    });
    expect(
      problem(await journey.as('admin').patch('/v1/settings', { reopenWindow: 'P4D' }, ifMatch(before))),
    ).toEqual([412, 'version_conflict']);
    expect(
      problem(await journey.as('admin').patch('/v1/settings', { reopenWindow: 3 }, ifMatch(patched))),
    ).toEqual([422, 'invalid_request']);
  });

  it('keeps a customer in one spelling and shows them masked, to themselves whole', async () => {
    const made = await journey.as('agent1').post('/v1/customers', {
      name: '诸葛亮',
      phones: ['１３８００００１２３４'],
      emails: ['Liang@Example.COM'],
      addresses: [
        { country: 'CN', province: '四川省', city: '成都市', district: '武侯区', line: '武侯祠大街231号' },
      ],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: '诸葛**',
      phones: ['+86138****1234'],
      emails: ['L***@example.com'],
      addresses: [{ district: '武侯区', line: '***' }],
    });
    const path = made.headers.get('location') ?? '';
    expect((await journey.as('analyst1').get(path)).body).toMatchObject({ name: '诸葛**' });
    expect(problem(await journey.as('customer1').get(path))).toEqual([404, 'not_found']);
    expect(problem(await journey.as('inspector1').get(path))).toEqual([403, 'forbidden']);

    const self = (await journey.as('customer1').get('/v1/me')).body as { id: string };
    expect((await journey.as('customer1').get(`/v1/customers/${self.id}`)).body).toMatchObject({
      name: '张伟',
      phones: ['+8613800138001'],
    });
    expect((await journey.as('agent1').get(`/v1/customers/${self.id}`)).body).toMatchObject({
      name: '张**',
      phones: ['+86138****8001'],
    });
  });

  it('makes one customer of tickets that arrive at once from one phone', async () => {
    const ticket = (n: number) => ({
      subject: `Parcel ${n}`,
      body: 'Where is it?',
      channel: 'web',
      customer: { name: 'Grace Hopper', phone: '+86 139 0000 4321' },
    });
    const replies = await Promise.all(
      [1, 2, 3, 4].map((n) => journey.as('agent1').post('/v1/tickets', ticket(n))),
    );
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(replies.map(({ body }) => (body as { customerId: string }).customerId)).size).toBe(1);
  });

  it('lists customers page by page, archives one, and names every broken field', async () => {
    for (const n of [1, 2, 3]) await journey.as('agent1').post('/v1/customers', { name: `Customer ${n}` });
    const all = page(await journey.as('agent1').get('/v1/customers?limit=100')).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const next: Page = page(
        await journey.as('agent1').get(`/v1/customers?limit=2${cursor && `&cursor=${cursor}`}`),
      );
      paged.push(...next.items.map(({ id }) => id));
      cursor = next.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(5);

    const path = `/v1/customers/${all[0]}`;
    await journey.as('agent1').delete(path, undefined, ifMatch(await journey.as('agent1').get(path)));
    expect(page(await journey.as('agent1').get('/v1/customers?limit=100')).items.map(({ id }) => id)).toEqual(
      all.slice(1),
    );

    const broken = await journey
      .as('agent1')
      .post('/v1/customers', { name: '', phones: ['12'], emails: ['a@b'], colour: 'red' });
    expect(broken.status).toBe(422);
    expect((broken.body as { errors: { path: string }[] }).errors.map(({ path: at }) => at).sort()).toEqual([
      'colour',
      'emails[0]',
      'name',
      'phones[0]',
    ]);
  });
});
