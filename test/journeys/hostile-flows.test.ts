import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongAnswers } from '#test/hostile/answers.ts';
import { contractFindings } from '#test/hostile/contract.ts';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Made = { readonly id: string; readonly number: string; readonly customerId: string };
const body = <T = Made>(reply: Reply): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};
const codeOf = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];
const START = Date.parse('2026-03-02T01:00:00Z');

/** Calls are counted here, as in production: an address without a token has 20 a minute. */
describe('hostile flows', () => {
  let journey: Journey;
  let secrets: Record<string, string>;
  /** Calls are counted by the minute of the clock: at the beginning of the next one there is time for all that belongs into one. */
  const aMinute = async (): Promise<unknown> =>
    journey.setClock((Math.floor((await journey.now()) / 60_000) + 1) * 60_000);
  const form = (n: number, headers: Record<string, string> = {}): Promise<Reply> =>
    journey.request('POST', '/v1/public/tickets', {
      headers,
      body: {
        subject: `Hello ${n} {{7*7}}`,
        body: 'Buy now: https://evil.example',
        customer: { name: 'Victim', email: `victim${n}@example.com` },
      },
    });
  const answer = (token: string, given: unknown): Promise<Reply> =>
    journey.request('POST', `/v1/public/surveys/${token}`, { body: given });

  beforeAll(async () => {
    journey = await startJourney({ now: START, limits: true });
    ({ messages: secrets } = await journey.local<{ messages: Record<string, string> }>('GET', 'inbound'));
  });
  afterAll(() => journey.close());

  it('H48: counts a visitor by where they come from, not by what they say of it', async () => {
    await aMinute();
    const ask = (n: number): Promise<Reply> =>
      form(n, {
        'x-forwarded-for': `203.0.113.${n}`,
        'x-real-ip': `203.0.113.${n}`,
        forwarded: `for=203.0.113.${n}`,
        'cloudfront-viewer-address': `203.0.113.${n}:1`,
        'x-origin-secret': 'guess',
      });
    // All at once: whoever counts must not be outrun either.
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
    const taken = replies.filter(({ status }) => status === 201);
    expect([taken.length, replies.filter(({ status }) => status === 429).length]).toEqual([20, 20]);
    expect(replies.flatMap((reply) => contractFindings(reply, ['victim']))).toEqual([]);
  });

  it('H105: a flood of forms with other people’s addresses sends no mail to any of them', async () => {
    await aMinute();
    await journey.drain();
    await journey.run('sla-sweep');
    expect((await journey.outbox()).filter(({ to }) => to.startsWith('victim'))).toEqual([]);
  });

  it('H92: guessed links of surveys are 404 alike, and after 20 a minute 429', async () => {
    await aMinute();
    const first = randomBytes(32).toString('base64url');
    const guesses = [
      first,
      first.slice(1),
      `${first}A`,
      `${first.slice(0, 42)}=`,
      '0'.repeat(43),
      'x',
      `${first.slice(0, 40)}%23`,
    ];
    const shape = ({ status, body: said }: Reply): string =>
      JSON.stringify([status, { ...(said as object), instance: '', requestId: '' }]);
    const replies: Reply[] = [];
    for (const guess of guesses) {
      replies.push(await journey.request('GET', `/v1/public/surveys/${guess}`));
      replies.push(await answer(guess, { csat: 5 }));
    }
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 404));
    expect(new Set(replies.map(shape)).size).toBe(1);
    const more = [];
    for (let n = 0; n < 8; n++)
      more.push((await answer(randomBytes(32).toString('base64url'), { csat: 5 })).status);
    expect(more).toEqual([...Array(6).fill(404), 429, 429]);
  });

  it('H94: an answer that is none is refused, and looking at a link uses nothing up', async () => {
    await aMinute();
    const agent = journey.as('agent1');
    const customer = { name: 'Dot', email: 'dot@example.com' };
    const ticket = body(
      await agent.post('/v1/tickets', { kind: 'return', subject: 's', body: 'b', channel: 'web', customer }),
    );
    const path = `/v1/tickets/${ticket.id}`;
    body(await agent.post(`${path}/messages`, { visibility: 'public', body: '{{7*7}} ${7*7}' }));
    const head = ifMatch(await agent.get(path));
    body(await agent.post(`${path}/transitions`, { to: 'resolved', reason: 'r' }, head));
    await journey.advance('PT30H');
    await journey.run('survey-due');
    const mail = (await journey.outbox()).find(({ to }) => to === 'dot@example.com');
    const token = new URL(mail?.links[0] ?? '').pathname.split('/').at(-1) ?? '';
    for (const given of wrongAnswers(ticket.id)) {
      const reply = await answer(token, given);
      expect([given, ...(codeOf(reply) as unknown[])]).toEqual([given, 422, 'invalid_request']);
    }
    await aMinute();
    expect((await answer(token, { csat: 5, comment: 'x'.repeat(1024 * 1024) })).status).toBe(413);
    for (const method of ['GET', 'GET', 'HEAD'])
      expect((await journey.request(method, `/v1/public/surveys/${token}?csat=1`)).status).toBeLessThan(406);
    const seen = await journey.request('GET', `/v1/public/surveys/${token}`);
    expect(seen.body).toMatchObject({ status: 'sent', answer: null });
    const told = JSON.stringify([
      mail?.body.replace(/http\S+/g, ''),
      { ...(seen.body as object), expiresAt: '' },
    ]);
    for (const word of ['Dot', '{{7', '${7', '49', ticket.id, ticket.number])
      expect(told.includes(word), word).toBe(false);
    expect((await answer(token, { csat: 5 })).status).toBe(201);
  });

  const deliver = async (payload: Record<string, unknown>): Promise<Reply> => {
    const [id, at] = [`msg_${randomUUID()}`, new Date(await journey.now())];
    const raw = JSON.stringify({ sentAt: at.toISOString(), ...payload });
    return journey.request('POST', '/v1/inbound/messages/email', {
      raw,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secrets['email'] ?? '').sign(id, at, raw),
      },
    });
  };

  it('H85, H91: two help desks that answer each other end in one case and no mail', async () => {
    const from = { name: 'Other desk', email: 'noreply@desk.example' };
    const cases = new Set<string>();
    for (let n = 0; n < 10; n++) {
      const reply = await deliver({
        externalId: `loop-${n}`,
        from,
        subject: n % 2 === 0 ? 'Automatic reply' : 'Undelivered mail',
        body: 'We have received your message.',
      });
      cases.add(body<{ ticketId: string }>(reply).ticketId);
    }
    await journey.drain();
    expect(cases.size).toBe(1);
    expect((await journey.outbox()).filter(({ to }) => to === from.email)).toEqual([]);
  });

  it('H86, H88, H89: what a mail brings stays one line, one message, and text', async () => {
    const from = { name: 'Ada', email: 'ada@example.com' };
    const html = '<img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>';
    for (const over of [
      { subject: 'Hello\r\nBcc: all@example.com' },
      { from: { ...from, name: 'Ada\r\nBcc: all@example.com' } },
      { from: { ...from, email: 'ada@example.com, eve@example.com' } },
      { from: [from, from] },
      { from: { name: 'Nobody' } },
      { externalId: 'x'.repeat(10_000) },
      { externalId: undefined },
    ]) {
      const reply = await deliver({ externalId: 'm-1', from, subject: 's', body: 'b', ...over });
      expect(codeOf(reply), JSON.stringify(over).slice(0, 60)).toEqual([422, 'invalid_request']);
    }
    const first = body<{ id: string; ticketId: string }>(
      await deliver({ externalId: 'm-2', from, subject: 's', body: html }),
    );
    const again = body<{ id: string }>(await deliver({ externalId: 'm-2', from, subject: 's', body: html }));
    expect(again.id).toBe(first.id);
    const handle = 'Eve\u202Egnp.exe';
    const { ticketId } = body<{ ticketId: string }>(
      await deliver({ externalId: 'm-3', from: { handle }, body: html }),
    );
    const admin = journey.as('admin');
    const { customerId } = body(await admin.get(`/v1/tickets/${ticketId}`));
    const named = await admin.get(`/v1/customers/${customerId}?reveal=name`);
    expect(body<{ name: string }>(named).name).toBe('Evegnp.exe');
    const { items } = body<{ items: { body: string }[] }>(
      await journey.as('agent1').get(`/v1/tickets/${first.ticketId}/messages`),
    );
    expect(items.map((item) => item.body)).toEqual([html]);
  });

  it('H108: a customer can neither go on in a closed case, nor hurry beyond their measure, nor manage staff', async () => {
    const customer = journey.as('customer1');
    const ticket = body(await customer.post('/v1/tickets', { subject: 's', body: 'b', channel: 'app' }));
    const path = `/v1/tickets/${ticket.id}`;
    for (const to of ['resolved', 'closed'])
      body(
        await journey
          .as('agent1')
          .post(`${path}/transitions`, { to, reason: 'r' }, ifMatch(await journey.as('agent1').get(path))),
      );
    const word = { visibility: 'public', body: 'again' };
    expect(codeOf(await customer.post(`${path}/messages`, word))).toEqual([409, 'ticket_closed']);
    expect(codeOf(await customer.get('/v1/users'))).toEqual([403, 'forbidden']);
    const admin = journey.as('admin');
    const limits = { rateLimits: { perCaller: 10 } };
    const settings = await admin.patch('/v1/settings', limits, ifMatch(await admin.get('/v1/settings')));
    expect(settings.status).toBe(200);
    await aMinute();
    const statuses: number[] = [];
    for (let n = 0; n < 13; n++)
      statuses.push(
        (await customer.post('/v1/tickets', { subject: `No. ${n}`, body: 'b', channel: 'app' })).status,
      );
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual(Array(3).fill(429));
    await aMinute();
  });

  it('H58: a cursor is good for a day and no longer', async () => {
    const agent = journey.as('agent1');
    const { nextCursor } = body<{ nextCursor: string }>(await agent.get('/v1/tickets?limit=1'));
    await journey.advance('PT23H59M');
    expect((await agent.get(`/v1/tickets?limit=1&cursor=${nextCursor}`)).status).toBe(200);
    await journey.advance('PT2M');
    expect(codeOf(await agent.get(`/v1/tickets?limit=1&cursor=${nextCursor}`))).toEqual([
      400,
      'invalid_cursor',
    ]);
  });

  it('H110: nobody takes the last administrator, their own rights, or the shipped roles away', async () => {
    const admin = journey.as('admin');
    const me = body(await admin.get('/v1/me'));
    const path = `/v1/users/${me.id}`;
    const head = ifMatch(await admin.get(path));
    for (const patch of [{ role: 'agent' }, { status: 'disabled' }])
      expect((await admin.patch(path, patch, head)).status, JSON.stringify(patch)).toBe(409);
    expect((await admin.delete(path, undefined, head)).status).toBe(409);
    const { items } = body<{ items: { id: string; name: string }[] }>(await admin.get('/v1/roles'));
    const role = `/v1/roles/${items[0]?.id}`;
    expect(codeOf(await admin.delete(role, undefined, ifMatch(await admin.get(role))))).toEqual([
      409,
      'shipped_role',
    ]);
    const kept = await admin.patch('/v1/settings', { auditRetention: 'P1D' }, { 'if-match': '"1"' });
    expect(codeOf(kept)).toEqual([422, 'invalid_request']);
    for (const method of ['DELETE', 'PUT'])
      expect((await journey.request(method, '/v1/audit-events')).status).toBe(405);
  });
});
