import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '#shared/adapters/dynamo/keys.ts';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Event = {
  id: string;
  at: string;
  actor: { type: string; id: string; role?: string };
  action: string;
  object: string;
  result: string;
  changes?: Record<string, { before?: unknown; after?: unknown }>;
  data: Record<string, unknown>;
  purpose?: string;
  requestId?: string;
  source?: string;
  route?: string;
};
type Page = { items: Event[]; nextCursor?: string };
type Verdict = {
  ok: boolean;
  checked: number;
  sealed: number;
  unsealed: number;
  problems: { id: string; shard: string; problem: string; at?: string }[];
  nextCursor?: string;
};

const START = Date.parse('2026-03-02T01:00:00Z');
const TABLE = 'kefu-dev-table';
const PHONE = '+8613812345678';

describe('the audit trail', () => {
  let journey: Journey;
  let documents: DynamoDBDocumentClient;
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    const client = new DynamoDBClient({
      endpoint: journey.stack.enginesAddress,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    documents = DynamoDBDocumentClient.from(client);
  });
  afterAll(async () => {
    documents.destroy();
    await journey.close();
  });

  const idOf = (reply: Reply): string => (reply.body as { id: string }).id;
  const list = async (query = ''): Promise<Event[]> => {
    const items: Event[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const reply = await journey
        .as('admin')
        .get(`/v1/audit-events?limit=100${query}${cursor && `&cursor=${cursor}`}`);
      expect(reply.status).toBe(200);
      const page = reply.body as Page;
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  /** What one request left in the trail. */
  const trailOf = async (reply: Reply): Promise<Event[]> => {
    const requestId = reply.headers.get('x-request-id');
    const { items } = (await journey.as('admin').get('/v1/audit-events?limit=100')).body as Page;
    return items.filter((event) => event.requestId === requestId);
  };
  const left = async (reply: Reply): Promise<string[][]> =>
    (await trailOf(reply)).map(({ action, object }) => [action, object]).sort();
  const verify = async (body: unknown = {}): Promise<Verdict> => {
    const reply = await journey.as('admin').post('/v1/audit-events/verify', body);
    expect(reply.status).toBe(200);
    return reply.body as Verdict;
  };
  const idOfUser = async (email: string): Promise<string> => {
    const { body } = await journey.as('admin').get('/v1/users?limit=100');
    return (
      (body as { items: { id: string; email: string }[] }).items.find((one) => one.email === email)?.id ?? ''
    );
  };

  it('holds one record for each record that a request makes or changes, with what changed', async () => {
    const agent = journey.as('agent1');
    const made = await agent.post('/v1/customers', {
      name: '诸葛亮',
      phones: [PHONE],
      emails: ['liang@example.com'],
      tags: ['b2b'],
    });
    const customer = idOf(made);
    const [creation] = await trailOf(made);
    expect(creation).toMatchObject({
      action: 'customer.created',
      object: customer,
      result: 'done',
      actor: { type: 'user', role: 'agent' },
      source: '127.0.0.0/24',
      route: 'POST /v1/customers',
    });
    expect(creation?.changes?.['tags']).toEqual({ after: ['b2b'] });
    expect(JSON.stringify(creation)).not.toMatch(/诸葛亮|13812345678|liang/);

    const patched = await agent.patch(
      `/v1/customers/${customer}`,
      { name: '孔明', tags: ['b2b', 'vip'] },
      ifMatch(made),
    );
    const [change] = await trailOf(patched);
    expect(change).toMatchObject({
      action: 'customer.updated',
      object: customer,
      changes: { tags: { before: ['b2b'], after: ['b2b', 'vip'] } },
    });
    expect(change?.changes?.['name']).toMatchObject({
      before: expect.stringMatching(/^hmac:/),
      after: expect.stringMatching(/^hmac:/),
    });
    // The phone stayed what it was, so the digests tell the same.
    expect(change?.changes).not.toHaveProperty('phones');

    const archived = await agent.delete(`/v1/customers/${customer}`, undefined, ifMatch(patched));
    expect(await left(archived)).toEqual([['customer.updated', customer]]);
  });

  it('follows a case through every kind of request', async () => {
    const agent = journey.as('agent1');
    const made = await agent.post('/v1/tickets', {
      kind: 'consultation',
      category: 'consultation.order',
      subject: 'Secret subject of Ada',
      body: 'Where is my parcel? Call me on 13987654321.',
      channel: 'web',
      customer: { name: 'Ada Example', phone: '+8613987654321' },
    });
    expect(made.status).toBe(201);
    const { id, customerId } = made.body as { id: string; customerId: string };
    const creation = await trailOf(made);
    expect(creation.map(({ action }) => action).sort()).toEqual([
      'customer.created',
      'message.created',
      'ticket.created',
    ]);
    expect(creation.find(({ action }) => action === 'ticket.created')).toMatchObject({ object: id });
    expect(JSON.stringify(creation)).not.toMatch(/Secret subject|parcel|Ada|13987654321/);

    const assigned = await agent.put(`/v1/tickets/${id}/assignment`, { auto: true }, ifMatch(made));
    const [assignment] = await trailOf(assigned);
    expect(assignment).toMatchObject({
      action: 'ticket.updated',
      changes: { status: { before: 'new', after: 'open' } },
    });
    expect((await trailOf(assigned)).length).toBe(1);

    const message = await agent.post(`/v1/tickets/${id}/messages`, {
      visibility: 'public',
      body: 'On its way.',
    });
    expect(await left(message)).toEqual([['message.created', idOf(message)]]);
    const edited = await agent.patch(
      `/v1/tickets/${id}/messages/${idOf(message)}`,
      { body: 'It is on its way.' },
      ifMatch(message),
    );
    const [edit] = await trailOf(edited);
    expect(edit).toMatchObject({
      action: 'message.updated',
      object: idOf(message),
      data: { ticketId: id },
      changes: { body: { before: '11 characters', after: '17 characters' } },
    });

    const task = await agent.post(`/v1/tickets/${id}/tasks`, {
      type: 'department',
      title: 'Ask the carrier',
      dueAt: '2026-03-03T00:00:00Z',
    });
    expect(await left(task)).toEqual([['task.created', idOf(task)]]);
    const done = await agent.patch(
      `/v1/tickets/${id}/tasks/${idOf(task)}`,
      { status: 'done', result: 'Found' },
      ifMatch(task),
    );
    expect(done.status).toBe(200);
    expect(await left(done)).toEqual([['task.updated', idOf(task)]]);

    const escalated = await agent.post(`/v1/tickets/${id}/escalations`, { level: 1, reason: 'Ada is angry' });
    expect(escalated.status).toBe(201);
    expect((await left(escalated)).map(([action]) => action)).toEqual([
      'escalation.created',
      'ticket.updated',
    ]);

    const head = await journey.as('admin').get(`/v1/tickets/${id}`);
    const resolved = await journey
      .as('admin')
      .post(`/v1/tickets/${id}/transitions`, { to: 'resolved', reason: 'Delivered' }, ifMatch(head));
    expect(resolved.status).toBe(200);
    expect((await left(resolved)).map(([action]) => action)).toEqual(['survey.created', 'ticket.updated']);

    const about = await list(`&object=${id}`);
    expect(about.every(({ object }) => object === id)).toBe(true);
    expect(about.map(({ at }) => at)).toEqual(
      about
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect((await list(`&object=${customerId}`)).map(({ action }) => action)).toContain('customer.created');
  });

  it('follows what administrators set: settings, teams, people, roles, policies, calendars, templates, shops', async () => {
    const admin = journey.as('admin');
    const settings = await admin.get('/v1/settings');
    const patched = await admin.patch('/v1/settings', { reopenWindow: 'P3D' }, ifMatch(settings));
    expect(await trailOf(patched)).toMatchObject([
      {
        action: 'settings.updated',
        changes: { reopenWindow: { before: 'P7D', after: 'P3D' } },
        actor: { type: 'user', role: 'admin' },
      },
    ]);

    const team = await admin.post('/v1/teams', { name: '退货组' });
    expect(await left(team)).toEqual([['team.created', idOf(team)]]);
    const gone = await admin.delete(`/v1/teams/${idOf(team)}`, undefined, ifMatch(team));
    expect(await trailOf(gone)).toMatchObject([
      { action: 'team.deleted', object: idOf(team), changes: { name: { before: '退货组' } } },
    ]);

    const agent = await idOfUser('agent2@example.com');
    const user = await admin.get(`/v1/users/${agent}`);
    const away = await admin.patch(`/v1/users/${agent}`, { capacity: 3 }, ifMatch(user));
    expect(await trailOf(away)).toMatchObject([
      { action: 'user.updated', object: agent, changes: { capacity: { before: 10, after: 3 } } },
    ]);

    const role = await admin.post('/v1/roles', {
      name: 'Reader',
      permissions: ['tickets.read', 'self.read'],
      scope: 'teams',
    });
    expect(role.status).toBe(201);
    expect(await left(role)).toEqual([['role.created', idOf(role)]]);

    const calendar = await admin.post('/v1/calendars', {
      name: 'Early',
      timeZone: 'Asia/Shanghai',
      week: { mon: [{ from: '06:00', to: '12:00' }] },
    });
    expect(await left(calendar)).toEqual([['calendar.created', idOf(calendar)]]);
    const policy = await admin.post('/v1/sla-policies', {
      name: 'Fast',
      position: 77,
      conditions: { severity: ['urgent'] },
      calendarId: idOf(calendar),
      targets: { firstResponse: { duration: 'PT5M' } },
    });
    expect(await left(policy)).toEqual([['policy.created', idOf(policy)]]);
    const faster = await admin.patch(`/v1/sla-policies/${idOf(policy)}`, { name: 'Faster' }, ifMatch(policy));
    expect(await trailOf(faster)).toMatchObject([
      {
        action: 'policy.updated',
        object: idOf(policy),
        changes: { name: { before: 'Fast', after: 'Faster' } },
        data: { version: 2 },
      },
    ]);
    const ended = await admin.delete(`/v1/sla-policies/${idOf(policy)}`, undefined, ifMatch(faster));
    expect(await left(ended)).toEqual([['policy.deleted', idOf(policy)]]);

    const shop = await admin.post('/v1/shops', { name: '旗舰店' });
    expect(await left(shop)).toEqual([['shop.created', idOf(shop)]]);
    const view = await journey.as('agent1').post('/v1/views', { name: 'Mine', query: { status: 'open' } });
    expect(await left(view)).toEqual([['view.created', idOf(view)]]);
  });

  it('holds nothing of what changed nothing, was repeated, was wrong or was not there', async () => {
    const admin = journey.as('admin');
    const key = { 'idempotency-key': 'audit-once' };
    const first = await admin.post('/v1/teams', { name: 'Once' }, key);
    const again = await admin.post('/v1/teams', { name: 'Once' }, key);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await left(first)).toEqual([['team.created', idOf(first)]]);
    expect(await left(again)).toEqual([]);

    const wrong = await admin.post('/v1/teams', { name: '' });
    expect(wrong.status).toBe(422);
    expect(await left(wrong)).toEqual([]);
    const missing = await admin.get('/v1/tickets/tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY');
    expect(missing.status).toBe(404);
    expect(await left(missing)).toEqual([]);
    const read = await admin.get('/v1/teams');
    expect(await left(read)).toEqual([]);
  });

  it('holds every refusal to somebody who is known, by a right or by a reveal', async () => {
    const agent = journey.as('agent1');
    const self = (await journey.as('customer1').get('/v1/me')).body as { id: string };
    const forbidden = await agent.patch('/v1/settings', { reopenWindow: 'P1D' }, { 'if-match': '"1"' });
    expect(forbidden.status).toBe(403);
    expect(await trailOf(forbidden)).toMatchObject([
      {
        action: 'request.refused',
        object: 'settings',
        result: 'refused',
        route: 'PATCH /v1/settings',
        data: { code: 'forbidden' },
        actor: { role: 'agent' },
      },
    ]);

    const seen = await journey.as('inspector1').get(`/v1/customers/${self.id}`);
    expect(seen.status).toBe(403);
    expect(await trailOf(seen)).toMatchObject([{ action: 'request.refused', object: self.id }]);

    const hidden = await agent.get(`/v1/customers/${self.id}?reveal=phone&purpose=contact`);
    expect(hidden.status).toBe(403);
    expect(await trailOf(hidden)).toMatchObject([
      { action: 'customer.revealRefused', object: self.id, result: 'refused', purpose: 'contact' },
    ]);
  });

  it('holds who read and who unmasked a customer, and who read the trail itself', async () => {
    const self = (await journey.as('customer1').get('/v1/me')).body as { id: string };
    const own = await journey.as('customer1').get(`/v1/customers/${self.id}`);
    expect(await left(own)).toEqual([]);
    const read = await journey.as('agent1').get(`/v1/customers/${self.id}`);
    expect(await left(read)).toEqual([['customer.read', self.id]]);
    const revealed = await journey
      .as('supervisor1')
      .get(`/v1/customers/${self.id}?reveal=phone&purpose=verify`);
    expect(revealed.status).toBe(200);
    expect(await trailOf(revealed)).toMatchObject([
      { action: 'customer.revealed', object: self.id, purpose: 'verify', data: { fields: ['phone'] } },
    ]);

    const looked = await journey.as('admin').get(`/v1/audit-events?object=${self.id}`);
    expect(await trailOf(looked)).toMatchObject([
      { action: 'audit.read', object: 'audit-events', data: { object: self.id } },
    ]);
  });

  it('is for the administrator alone, 92 days at a time, and its cursors fit no other question', async () => {
    for (const user of ['agent1', 'supervisor1', 'inspector1', 'analyst1', 'customer1'])
      expect((await journey.as(user).get('/v1/audit-events')).status).toBe(403);
    expect((await journey.as('supervisor1').post('/v1/audit-events/verify', {})).status).toBe(403);

    const admin = journey.as('admin');
    const broad = await admin.get('/v1/audit-events?from=2025-11-01T00:00:00Z&to=2026-03-01T00:00:00Z');
    expect([broad.status, (broad.body as { code: string }).code]).toEqual([422, 'filter_too_broad']);
    expect(
      (await admin.get('/v1/audit-events?from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z')).body,
    ).toEqual({
      items: [],
    });
    expect((await admin.get('/v1/audit-events?action=nothing')).status).toBe(422);
    const { nextCursor } = (await admin.get('/v1/audit-events?limit=2')).body as Page;
    const other = await admin.get(`/v1/audit-events?limit=2&action=ticket.updated&cursor=${nextCursor}`);
    expect([other.status, (other.body as { code: string }).code]).toEqual([400, 'invalid_cursor']);
  });

  it('answers every filter as a look at the whole would', async () => {
    const all = await list();
    const of = (events: Event[]) => events.map(({ id }) => id);
    expect(new Set(of(all)).size).toBe(all.length);
    expect(of(all)).toEqual(of(all).toSorted().reverse());
    const before = `&to=${all[0]?.at}`;
    const actors = new Set(all.map(({ actor }) => actor.id));
    for (const actor of actors)
      expect(of(await list(`&actor=${actor}${before}`))).toEqual(
        of(all.filter((event) => event.actor.id === actor && event.at <= (all[0]?.at ?? ''))).filter(
          (id) => id,
        ),
      );
    for (const action of new Set(all.map((event) => event.action).filter((one) => one !== 'audit.read')))
      expect(of(await list(`&action=${action}${before}`))).toEqual(
        of(all.filter((event) => event.action === action)),
      );
    for (const object of [...new Set(all.map((event) => event.object))].slice(0, 12))
      if (object !== 'audit-events')
        expect(of(await list(`&object=${object}${before}`))).toEqual(
          of(all.filter((event) => event.object === object)),
        );
    const [from, to] = [all.at(-20)?.at ?? '', all.at(-60)?.at ?? ''].sort();
    expect(of(await list(`&from=${from}&to=${to}`))).toEqual(
      of(all.filter(({ at }) => at >= (from ?? '') && at <= (to ?? ''))),
    );
  });

  it('holds what was set up before anybody came, as the doing of the system', async () => {
    const system = (await list('&action=settings.created')).concat(await list('&action=team.created'));

    expect(system.filter(({ actor }) => actor.type === 'system').length).toBeGreaterThanOrEqual(4);
    expect(system.find(({ action }) => action === 'settings.created')).toMatchObject({
      actor: { type: 'system', id: 'bootstrap' },
      object: 'main',
    });
  });

  it('is sealed by the hour, and whole', async () => {
    const young = await verify();
    expect(young).toMatchObject({ ok: true, sealed: 0, problems: [] });
    expect(young.unsealed).toBeGreaterThan(40);

    await journey.advance('PT3H');
    await journey.run('audit-seal');
    const sealed = await verify();
    expect(sealed).toMatchObject({ ok: true, problems: [] });
    expect(sealed.sealed).toBeGreaterThanOrEqual(young.unsealed);
    await journey.run('audit-seal');
    expect((await verify()).sealed).toBe(sealed.sealed);
  });

  it('names a record that somebody changed, removed or inserted past the system', async () => {
    const [victim] = await list('&action=policy.deleted');
    const key = { ...keys.audit(victim?.id ?? '') };
    const { Item = {} } = await documents.send(new GetCommand({ TableName: TABLE, Key: key }));
    const put = (item: Record<string, unknown>) =>
      documents.send(new PutCommand({ TableName: TABLE, Item: item }));

    await put({ ...Item, object: 'pol_other' });
    expect((await verify()).problems).toMatchObject([{ id: victim?.id, problem: 'changed' }]);

    await documents.send(new DeleteCommand({ TableName: TABLE, Key: key }));
    const missing = await verify();
    expect(missing).toMatchObject({ ok: false, problems: [{ id: victim?.id, problem: 'missing' }] });

    await put(Item);
    const forgedId = `${victim?.id.slice(0, -1)}${victim?.id.endsWith('0') ? '1' : '0'}`;
    const forged = { ...Item, ...keys.audit(forgedId), id: forgedId };
    await put(forged);
    expect((await verify()).problems).toMatchObject([{ id: forgedId, problem: 'inserted' }]);
    await documents.send(new DeleteCommand({ TableName: TABLE, Key: { ...keys.audit(forgedId) } }));
    expect(await verify()).toMatchObject({ ok: true, problems: [] });
  });

  it('shows by its own digest that a record was changed before it was sealed', async () => {
    const made = await journey.as('admin').post('/v1/teams', { name: 'Fresh' });
    const [event] = await trailOf(made);
    const key = { ...keys.audit(event?.id ?? '') };
    const { Item = {} } = await documents.send(new GetCommand({ TableName: TABLE, Key: key }));
    await documents.send(
      new PutCommand({ TableName: TABLE, Item: { ...Item, actor: { type: 'user', id: 'usr_other' } } }),
    );

    expect((await verify()).problems).toMatchObject([{ id: event?.id, problem: 'changed' }]);
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    expect((await verify()).ok).toBe(true);
  });

  it('is told day by day in a digest, and a run that finds something fails', async () => {
    await journey.advance('PT24H');
    await journey.run('audit-seal');
    expect((await verify()).ok).toBe(true);

    const [victim] = await list('&action=shop.created');
    const key = { ...keys.audit(victim?.id ?? '') };
    const { Item = {} } = await documents.send(new GetCommand({ TableName: TABLE, Key: key }));
    await documents.send(new DeleteCommand({ TableName: TABLE, Key: key }));
    await expect(journey.stack.invoke('schedules-audit-seal', { schedule: 'audit-seal' })).rejects.toThrow(
      'the audit trail is not well',
    );
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    await journey.stack.invoke('schedules-audit-seal', { schedule: 'audit-seal' });
  });
});
