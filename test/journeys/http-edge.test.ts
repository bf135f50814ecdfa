import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const body = {
  kind: 'consultation',
  subject: 'A question',
  body: 'How long is the warranty?',
  channel: 'web',
  customer: { name: 'Ada Example', phone: '+8613800000001' },
};

describe('the HTTP edge', () => {
  let journey: Journey;
  let ticketId: string;
  beforeAll(async () => {
    journey = await startJourney();
    ticketId = ((await journey.as('agent1').post('/v1/tickets', body)).body as { id: string }).id;
  });
  afterAll(() => journey.close());

  const post = async (path: string, raw: string, headers: Record<string, string> = {}): Promise<Reply> =>
    journey.request('POST', path, {
      raw,
      headers: {
        authorization: `Bearer ${await journey.tokenOf('agent1')}`,
        'idempotency-key': randomUUID(),
        'content-type': 'application/json',
        ...headers,
      },
    });
  const problem = (reply: Reply) => [reply.status, (reply.body as { code: string }).code];

  it.each([
    ['text that is not JSON', '{"subject":', {}, 400, 'invalid_json'],
    ['an empty body', '', {}, 400, 'invalid_json'],
    ['a list', '[]', {}, 422, 'invalid_request'],
    ['null', 'null', {}, 422, 'invalid_request'],
    ['another media type', 'a=b', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    [
      'another character set',
      '{}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'unsupported_media_type',
    ],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
    [
      'more than 1 MiB',
      JSON.stringify({ ...body, body: 'x'.repeat(1024 * 1024) }),
      {},
      413,
      'payload_too_large',
    ],
    ['nesting a thousand deep', '['.repeat(1000) + ']'.repeat(1000), {}, 422, 'invalid_request'],
    ['a prototype', '{"__proto__":{"role":"admin"}}', {}, 422, 'invalid_request'],
    ['an empty Idempotency-Key', '{}', { 'idempotency-key': '' }, 400, 'invalid_idempotency_key'],
    ['a caller who takes no JSON', JSON.stringify(body), { accept: 'image/png' }, 406, 'not_acceptable'],
  ])('answers %s with one problem', async (_, raw, headers, status, code) => {
    const reply = await post('/v1/tickets', raw, headers);

    expect(problem(reply)).toEqual([status, code]);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.body).toMatchObject({
      type: `urn:kefu:problem:${code}`,
      status,
      requestId: reply.headers.get('x-request-id'),
    });
  });

  it('names every broken field once, in the language of the caller, without quoting the input', async () => {
    const raw = JSON.stringify({
      ...body,
      kind: 'gossip',
      subject: '  ',
      tags: ['ok', 'no#hash'],
      secret: '13812345678',
    });
    const english = await post('/v1/tickets', raw);
    const chinese = await post('/v1/tickets', raw, { 'accept-language': 'zh-CN,zh;q=0.9' });
    const paths = (reply: Reply) =>
      (reply.body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort();

    expect(problem(english)).toEqual([422, 'invalid_request']);
    expect(paths(english)).toEqual(['kind', 'secret', 'subject', 'tags[1]']);
    expect(paths(chinese)).toEqual(paths(english));
    expect((chinese.body as { title: string }).title).toBe('请求无效');
    expect(JSON.stringify([english.body, chinese.body])).not.toContain('13812345678');
  });

  it('needs an Idempotency-Key, replays the first answer, and refuses the key for another request', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const missing = await journey.request('POST', '/v1/tickets', {
      body,
      headers: { authorization: `Bearer ${await journey.tokenOf('agent1')}` },
    });
    const first = await post('/v1/tickets', JSON.stringify(body), key);
    const again = await post('/v1/tickets', JSON.stringify(body), key);
    const other = await post('/v1/tickets', JSON.stringify({ ...body, subject: 'Another' }), key);

    expect(problem(missing)).toEqual([400, 'idempotency_key_required']);
    expect([
      again.status,
      again.body,
      again.headers.get('idempotency-replayed'),
      again.headers.get('location'),
    ]).toEqual([201, first.body, 'true', first.headers.get('location')]);
    expect(problem(other)).toEqual([422, 'idempotency_key_reused']);
  });

  it('opens one ticket for twenty equal requests at once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        post('/v1/tickets', JSON.stringify({ ...body, subject: 'Only once' }), key),
      ),
    );
    const ids = new Set(
      replies.filter(({ status }) => status === 201).map((reply) => (reply.body as { id: string }).id),
    );

    expect(ids.size).toBe(1);
    expect(replies.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('makes one customer of many first tickets at once with the same phone', async () => {
    const customer = { name: 'Grace Example', phone: '+8613800000077' };
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        journey.as('agent1').post('/v1/tickets', { ...body, subject: `No. ${n}`, customer }),
      ),
    );

    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(replies.map((reply) => (reply.body as { customerId: string }).customerId)).size).toBe(1);
  });

  it('asks for the version one means, and refuses a stale one', async () => {
    const path = `/v1/tickets/${ticketId}`;
    const read = await journey.as('agent1').get(path);
    const change = { subject: 'A better subject' };

    expect(problem(await journey.as('agent1').patch(path, change))).toEqual([428, 'precondition_required']);
    expect(problem(await journey.as('agent1').patch(path, change, { 'if-match': '*' }))).toEqual([
      428,
      'precondition_required',
    ]);
    expect((await journey.as('agent1').patch(path, change, ifMatch(read))).status).toBe(200);
    expect(problem(await journey.as('agent1').patch(path, change, ifMatch(read)))).toEqual([
      412,
      'version_conflict',
    ]);
  });

  it('loses no change when many messages are written at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        journey
          .as('agent1')
          .post(`/v1/tickets/${ticketId}/messages`, { visibility: 'internal', body: `note ${n}` }),
      ),
    );
    const written = replies
      .filter(({ status }) => status === 201)
      .map((reply) => (reply.body as { id: string }).id);
    const listed = (await journey.as('agent1').get(`/v1/tickets/${ticketId}/messages?limit=100`)).body as {
      items: { id: string }[];
    };
    const events = (await journey.as('agent1').get(`/v1/tickets/${ticketId}/timeline?limit=100`)).body as {
      items: { seq: number }[];
    };

    expect(replies.every(({ status }) => status === 201 || status === 503)).toBe(true);
    expect(listed.items.map(({ id }) => id)).toEqual(expect.arrayContaining(written));
    expect(events.items.map(({ seq }) => seq)).toEqual(events.items.map((_, n) => n + 1));
  });

  it('knows what is not there, not yet there, and not for this method', async () => {
    const unknown = await journey.request('GET', '/v1/nothing');
    const later = await journey.request('GET', '/v1/articles');
    const method = await journey.request('PUT', '/v1/tickets', { body: {} });

    expect(problem(unknown)).toEqual([404, 'not_found']);
    expect(problem(later)).toEqual([404, 'not_implemented']);
    expect(problem(method)).toEqual([405, 'method_not_allowed']);
    expect(method.headers.get('allow')).toBe('GET, OPTIONS, POST');
    for (const id of [
      '..',
      '%2e%2e%2f',
      'tkt_1',
      'TKT_01K5Q8J3M9N4P6R7S8T9V0W1XY',
      `${ticketId}%23A`,
      'x'.repeat(3000),
    ]) {
      expect(problem(await journey.as('agent1').get(`/v1/tickets/${id}`)), id).toEqual([404, 'not_found']);
    }
  });

  it('leaves requests without a good token to the gateway', async () => {
    for (const authorization of [undefined, 'Bearer x.y.z', 'Basic YTpi']) {
      const reply = await journey.request('GET', '/v1/tickets', {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect([reply.status, reply.body]).toEqual([401, { message: 'Unauthorized' }]);
    }
  });

  it('pages with sealed cursors that fit one list, one query and one caller', async () => {
    const first = (await journey.as('agent1').get('/v1/tickets?limit=3')).body as {
      items: { id: string }[];
      nextCursor: string;
    };
    const second = (await journey.as('agent1').get(`/v1/tickets?limit=3&cursor=${first.nextCursor}`))
      .body as { items: { id: string }[] };
    const flipped = `${first.nextCursor.slice(0, -2)}${first.nextCursor.endsWith('A') ? 'B' : 'A'}${first.nextCursor.slice(-1)}`;

    expect(first.items.map(({ id }) => id)).not.toEqual(
      expect.arrayContaining(second.items.map(({ id }) => id)),
    );
    for (const [user, query] of [
      ['agent1', `limit=3&cursor=${flipped}`],
      ['agent2', `limit=3&cursor=${first.nextCursor}`],
      ['agent1', `limit=3&status=open&cursor=${first.nextCursor}`],
    ] as const) {
      expect(problem(await journey.as(user).get(`/v1/tickets?${query}`)), query).toEqual([
        400,
        'invalid_cursor',
      ]);
    }
    for (const limit of ['0', '-1', '101', '1e1', '0x10', '']) {
      expect(problem(await journey.as('agent1').get(`/v1/tickets?limit=${limit}`)), limit).toEqual([
        422,
        'invalid_request',
      ]);
    }
    expect(problem(await journey.as('agent1').get('/v1/tickets?limit=1&limit=2'))).toEqual([
      422,
      'invalid_request',
    ]);
    expect(problem(await journey.as('agent1').get('/v1/tickets?colour=red'))).toEqual([
      422,
      'invalid_request',
    ]);
  });

  it('answers 304 to who has it, compresses what is large, and keeps everything out of caches', async () => {
    const path = `/v1/tickets/${ticketId}`;
    const read = await journey.as('agent1').get(path);
    const known = await journey
      .as('agent1')
      .get(path, undefined, { 'if-none-match': read.headers.get('etag') ?? '' });
    const packed = await fetch(`${journey.stack.address}/v1/tickets?limit=50`, {
      headers: { authorization: `Bearer ${await journey.tokenOf('agent1')}`, 'accept-encoding': 'gzip' },
    });

    expect([known.status, known.body]).toEqual([304, '']);
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.json()).toHaveProperty('items');
  });

  it('takes the form of a visitor without a token and answers only a number', async () => {
    const form = {
      subject: 'Hello',
      body: 'Where is my parcel?',
      customer: { name: 'Vi Sitor', email: 'vi@example.com' },
    };
    const reply = await journey.request('POST', '/v1/public/tickets', { body: form });
    const { number, ...rest } = reply.body as { number: string };
    const found = (
      await journey.as('agent1').get(`/v1/tickets?number=${number.replace('-', '').toLowerCase()}`)
    ).body as { items: { subject: string }[] };

    expect([reply.status, Object.keys(rest).sort()]).toEqual([201, ['createdAt', 'status']]);
    expect(found.items).toMatchObject([{ subject: 'Hello', channel: 'web' }]);
    expect(
      problem(
        await journey.request('POST', '/v1/public/tickets', {
          body: { ...form, customer: { name: 'Nobody' } },
        }),
      ),
    ).toEqual([422, 'invalid_request']);
    expect(
      problem(
        await journey.request('POST', '/v1/public/tickets', {
          body: { ...form, teamId: 'team_00000000000000000000000001' },
        }),
      ),
    ).toEqual([422, 'invalid_request']);
  });

  it('shows a customer their own case and nothing of anybody else', async () => {
    const own = await journey
      .as('customer1')
      .post('/v1/tickets', { subject: 'Mine', body: 'Where is it?', channel: 'app' });
    const id = (own.body as { id: string }).id;
    await journey
      .as('agent1')
      .post(`/v1/tickets/${id}/messages`, { visibility: 'internal', body: 'canary-note' });

    expect(own.status).toBe(201);
    expect((await journey.as('customer1').get(`/v1/tickets/${id}`)).status).toBe(200);
    expect(problem(await journey.as('customer2').get(`/v1/tickets/${id}`))).toEqual([404, 'not_found']);
    expect(problem(await journey.as('customer1').get(`/v1/tickets/${ticketId}`))).toEqual([404, 'not_found']);
    const seen = await Promise.all(
      ['messages', 'timeline', 'tasks', 'escalations'].map((part) =>
        journey.as('customer1').get(`/v1/tickets/${id}/${part}`),
      ),
    );
    expect(JSON.stringify(seen.map((reply) => reply.body))).not.toContain('canary-note');
    const list = (await journey.as('customer1').get('/v1/tickets')).body as { items: { id: string }[] };
    expect(list.items.map((item) => item.id)).toEqual([id]);
    expect(problem(await journey.as('customer1').get('/v1/customers'))).toEqual([403, 'forbidden']);
    expect(problem(await journey.as('analyst1').post('/v1/tickets', body))).toEqual([403, 'forbidden']);
  });
});
