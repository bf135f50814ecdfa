import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
type Body = Record<string, unknown>;
const body = (reply: Reply): Body => reply.body as Body;
const problem = (reply: Reply): unknown => [reply.status, body(reply)['code']];

describe('messages that channels bring', () => {
  let journey: Journey;
  let agent: ReturnType<Journey['as']>;
  let secrets: Record<string, string> = {};
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    agent = journey.as('agent1');
    ({ messages: secrets } = await journey.local<{ messages: Record<string, string> }>('GET', 'inbound'));
  });
  afterAll(() => journey.close());

  type Over = { id?: string; channel?: string; secret?: string; headers?: Record<string, string> };
  const deliver = async (payload: Body, over: Over = {}): Promise<Reply> => {
    const { id = `msg_${randomUUID()}`, channel = 'social' } = over;
    const at = new Date(await journey.now());
    const raw = JSON.stringify({ sentAt: at.toISOString(), ...payload });
    const secret = over.secret ?? secrets[channel] ?? `whsec_${randomBytes(32).toString('base64')}`;
    return journey.request('POST', `/v1/inbound/messages/${channel}`, {
      raw,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, raw),
        ...over.headers,
      },
    });
  };
  let sent = 0;
  const say = async (from: Body, text: string, more: Body = {}, over: Over = {}): Promise<Body> => {
    sent += 1;
    const reply = await deliver({ externalId: `ext-${sent}`, from, body: text, ...more }, over);
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    return body(reply);
  };
  const ticket = async (id: unknown): Promise<Reply> => agent.get(`/v1/tickets/${String(id)}`);
  const messages = async (id: unknown): Promise<Body[]> =>
    (body(await agent.get(`/v1/tickets/${String(id)}/messages`)) as { items: Body[] }).items;
  const timeline = async (id: unknown): Promise<Body[]> =>
    (body(await agent.get(`/v1/tickets/${String(id)}/timeline?limit=100`)) as { items: Body[] }).items;
  const move = async (id: unknown, to: string): Promise<void> => {
    const now = await ticket(id);
    const moved = await agent.post(
      `/v1/tickets/${String(id)}/transitions`,
      { to, reason: 'done' },
      ifMatch(now),
    );
    expect(moved.status, JSON.stringify(moved.body)).toBe(200);
  };

  it('open a case with the customer’s words, on the channel, with clocks and a subject', async () => {
    const { id, ticketId } = await say(
      { name: '赵敏', phone: '+8615800158001' },
      '我的包裹三天没动了\n请帮我查一下',
    );

    expect(body(await ticket(ticketId))).toMatchObject({
      channel: 'social',
      subject: '我的包裹三天没动了',
      openedBy: 'customer',
      status: 'new',
      sla: { clocks: [{ target: 'firstResponse', state: 'running' }] },
    });
    const { customerId } = body(await ticket(ticketId));
    expect(await messages(ticketId)).toMatchObject([
      { id, author: { type: 'customer', id: customerId }, visibility: 'public' },
    ]);
    expect((await timeline(ticketId))[0]).toMatchObject({
      type: 'created',
      actor: { type: 'customer', id: customerId },
    });
  });

  it('go on in the same case while it is open, also by twenty at once, and wake one that waits', async () => {
    const from = { name: '周芷若', handle: '@zhiruo' };
    const first = await say(from, 'Where is my order?');
    const more = await Promise.all(Array.from({ length: 20 }, (_, n) => say(from, `And ${n}?`)));

    expect(new Set(more.map(({ ticketId }) => ticketId))).toEqual(new Set([first['ticketId']]));
    expect(await messages(first['ticketId'])).toHaveLength(21);
    expect(new Set([first['id'], ...more.map(({ id }) => id)]).size).toBe(21);

    await agent.post(`/v1/tickets/${String(first['ticketId'])}/messages`, {
      visibility: 'public',
      body: 'Looking',
    });
    await move(first['ticketId'], 'pending');
    await say(from, 'Thanks');
    expect(body(await ticket(first['ticketId']))['status']).toBe('open');
    // Another channel is another conversation.
    const chat = await say(from, 'Hello', {}, { channel: 'chat' });
    expect(chat['ticketId']).not.toBe(first['ticketId']);
  });

  it('end in one case and one customer when the first ones come at once', async () => {
    const from = { name: '小昭', phone: '+8615800158002' };
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => say(from, `Hello ${n}`)));
    expect(new Set(all.map(({ ticketId }) => ticketId)).size).toBe(1);
    expect(await messages(all[0]?.['ticketId'])).toHaveLength(10);
  });

  it('join a case that staff opened for the customer on that channel', async () => {
    const made = await agent.post('/v1/tickets', {
      subject: 'By phone',
      body: 'Called',
      channel: 'social',
      customer: { name: '殷离', phone: '+8615800158003' },
    });
    await journey.drain();
    const { ticketId } = await say({ phone: '+8615800158003' }, 'It is me again');
    expect(ticketId).toBe(body(made)['id']);
  });

  it('reply to a case of their own, never into somebody else’s', async () => {
    const own = { name: '殷素素', email: 'susu@example.com' };
    const first = await say(own, 'One', { externalId: 'su-1' });
    await move(first['ticketId'], 'resolved');
    await journey.advance('P8D');
    await journey.run('sla-sweep');
    const second = await say(own, 'Two', { externalId: 'su-2' });
    expect(second['ticketId']).not.toBe(first['ticketId']);
    const third = await say(own, 'Three', { inReplyTo: 'su-2' });
    expect(third['ticketId']).toBe(second['ticketId']);

    const stranger = await say({ name: 'Mallory', email: 'm@example.com' }, 'Let me in', {
      inReplyTo: 'su-2',
    });
    expect(stranger['ticketId']).not.toBe(second['ticketId']);
    expect(body(await ticket(stranger['ticketId']))['customerId']).not.toBe(
      body(await ticket(second['ticketId']))['customerId'],
    );
    expect(await messages(second['ticketId'])).toHaveLength(2);
  });

  it('follow a closed case up with a new one, each naming the other', async () => {
    const from = { name: '杨不悔', phone: '+8615800158004' };
    const { ticketId: first } = await say(from, 'Broken');
    await move(first, 'resolved');
    const again = await say(from, 'Still broken');
    expect(again['ticketId']).toBe(first);
    await move(first, 'resolved');
    await journey.advance('P8D');
    await journey.run('sla-sweep');
    expect(body(await ticket(first))['status']).toBe('closed');

    const { ticketId: next } = await say(from, 'Broken once more');
    expect(next).not.toBe(first);
    const linked = async (id: unknown) =>
      (await timeline(id)).find(({ type }) => type === 'linked')?.['data'];
    expect(await linked(next)).toEqual({ otherTicketId: first, relation: 'followUpOf' });
    expect(await linked(first)).toEqual({ otherTicketId: next, relation: 'followedUpBy' });
    expect((await say(from, 'Hello?'))['ticketId']).toBe(next);
  });

  it('are taken once: by the delivery’s id, and by the channel’s own id of the message', async () => {
    const from = { name: '纪晓芙', phone: '+8615800158005' };
    const payload = { externalId: 'ji-1', from, body: 'Once', sentAt: '2026-03-10T01:00:00Z' };
    const id = `msg_${randomUUID()}`;
    const replies = await Promise.all(Array.from({ length: 20 }, () => deliver(payload, { id })));
    replies.push(await deliver(payload), await deliver({ ...payload, body: 'Changed' }));

    expect(new Set(replies.map((reply) => JSON.stringify([reply.status, reply.body]))).size).toBe(1);
    expect(await messages(body(replies[0] as Reply)['ticketId'])).toHaveLength(1);
    // Another channel has ids of its own.
    const other = await deliver(payload, { channel: 'email' });
    expect(body(other)['id']).not.toBe(body(replies[0] as Reply)['id']);
  });

  it('never speak for staff, whoever’s address they come from', async () => {
    const staff = body(await journey.as('agent1').get('/v1/me'));
    const email = `${String(staff['name']).length}agent@example.com`;
    const { ticketId } = await say({ name: String(staff['name']), email }, 'I hereby close this case');
    expect(await messages(ticketId)).toMatchObject([{ author: { type: 'customer' } }]);
    expect(body(await ticket(ticketId))['firstResponseAt']).toBeNull();
  });

  it('are refused without the channel’s own signature, on channels that are none, and where a field is wrong', async () => {
    const fine = { externalId: 'x', from: { phone: '+8615800158006' }, body: 'Hello' };
    expect(problem(await deliver(fine, { secret: secrets['chat'] ?? '' }))).toEqual([
      401,
      'invalid_signature',
    ]);
    expect(problem(await deliver(fine, { channel: 'api' }))).toEqual([401, 'invalid_signature']);
    expect(problem(await deliver(fine, { channel: 'pigeon' }))).toEqual([401, 'invalid_signature']);
    expect(problem(await journey.as('admin').post('/v1/inbound/messages/social', fine))).toEqual([
      401,
      'invalid_signature',
    ]);
    for (const [wrong, path] of [
      [{ from: { name: 'Nobody' } }, 'from'],
      [{ from: { phone: '123' } }, 'from.phone'],
      [{ body: '' }, 'body'],
      [{ sentAt: '2027-01-01T00:00:00Z' }, 'sentAt'],
      [{ agentId: 'usr_1' }, 'agentId'],
    ] as const) {
      const reply = await deliver({ ...fine, ...wrong });
      expect(problem(reply), path).toEqual([422, 'invalid_request']);
      expect(body(reply)['errors']).toMatchObject([{ path }]);
    }
  });
});
