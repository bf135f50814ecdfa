import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '../support/local-stack.ts';

type Person = {
  id: string;
  version: number;
  status: string;
  erasure?: { requestedAt: string; doneAt: string | null };
};
type Ticket = { id: string; subject: string; customerId: string; version: number };
type List<T> = { items: T[] };

const canary = 'Zhuge Canary';
const phone = '+8613899990001';

describe('What the system keeps of a person', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  let agent: ReturnType<Journey['as']>;

  beforeAll(async () => {
    journey = await startJourney();
    admin = journey.as('admin');
    agent = journey.as('agent1');
  }, 60_000);
  afterAll(() => journey.close());

  const customer = async (over: Record<string, unknown> = {}): Promise<Person> => {
    const made = await admin.post('/v1/customers', { name: canary, ...over });
    expect(made.status).toBe(201);
    return made.body as Person;
  };
  const ticket = async (customerId: string): Promise<Ticket> => {
    const made = await agent.post('/v1/tickets', {
      subject: `${canary} asks`,
      body: `I am ${canary}.`,
      channel: 'phone',
      kind: 'consultation',
      customerId,
    });
    expect(made.status).toBe(201);
    return made.body as Ticket;
  };
  const erase = (id: string, headers: Record<string, string> = {}): Promise<Reply> =>
    admin.post(`/v1/customers/${id}/erase`, {}, headers);
  const read = async <T>(path: string): Promise<T> => {
    const reply = await admin.get(path);
    expect(reply.status).toBe(200);
    return reply.body as T;
  };
  const review = async (): Promise<void> => {
    await journey.drain();
    await journey.run('customer-review');
    await journey.drain();
  };

  describe('is erased', () => {
    it('at once from the record and from whatever finds it, and asked again the answer is the same', async () => {
      const { id } = await customer({ phones: [phone], emails: ['canary@example.com'], tags: ['vip'] });
      const first = await erase(id);
      expect(first.status).toBe(202);
      expect(first.body).toMatchObject({ id, status: 'erased' });
      const after = await admin.get(`/v1/customers/${id}?reveal=name,phone,email,address`);
      expect(after.status).toBe(200);
      expect(after.body).toMatchObject({ id, status: 'erased', name: '', phones: [], emails: [], tags: [] });
      const again = await erase(id);
      expect(again.status).toBe(202);
      expect((again.body as Person).erasure?.requestedAt).toBe((first.body as Person).erasure?.requestedAt);
      const next = await agent.post('/v1/tickets', {
        subject: 'A new case',
        body: 'Hello',
        channel: 'phone',
        customer: { name: 'Somebody', phone },
      });
      expect((next.body as Ticket).customerId).not.toBe(id);
      await journey.drain();
      const found = await read<List<{ id: string }>>(`/v1/customers?q=${encodeURIComponent(canary)}`);
      expect(found.items.map((each) => each.id)).not.toContain(id);
    });

    it('from every case, whose figures stay, and says when it is done', async () => {
      const { id } = await customer();
      const [one, two] = [await ticket(id), await ticket(id)];
      await agent.post(`/v1/tickets/${one.id}/messages`, { visibility: 'public', body: `Dear ${canary}` });
      await agent.post(
        `/v1/tickets/${two.id}/transitions`,
        { to: 'resolved', reason: `${canary} agrees` },
        {
          'if-match': `"${two.version}"`,
        },
      );
      await erase(id);
      await review();
      for (const each of [one, two]) {
        const now = await read<Ticket>(`/v1/tickets/${each.id}`);
        expect(now).toMatchObject({ subject: '', customerId: id });
        const said = [
          await read(`/v1/tickets/${each.id}/messages`),
          await read(`/v1/tickets/${each.id}/timeline`),
        ];
        expect(JSON.stringify(said)).not.toContain('Canary');
      }
      const listed = await read<List<Ticket>>(`/v1/tickets?customerId=${id}`);
      expect(listed.items.map(({ subject }) => subject)).toEqual(['', '']);
      expect((await read<Person>(`/v1/customers/${id}`)).erasure?.doneAt).not.toBeNull();
      const surveys = await read<List<{ status: string; reason: string }>>(`/v1/surveys?customerId=${id}`);
      expect(surveys.items).toMatchObject([{ status: 'cancelled', reason: 'erased' }]);
    });

    it('together with every record that was merged into it', async () => {
      const [survivor, duplicate] = [await customer(), await customer({ phones: ['+8613899990002'] })];
      const theirs = await ticket(duplicate.id);
      await admin.post(`/v1/customers/${survivor.id}/merge`, { duplicateId: duplicate.id });
      expect((await erase(duplicate.id)).body).toMatchObject({ id: survivor.id });
      await review();
      expect(await read<Person>(`/v1/customers/${duplicate.id}`)).toMatchObject({
        id: survivor.id,
        status: 'erased',
      });
      expect((await read<Ticket>(`/v1/tickets/${theirs.id}`)).subject).toBe('');
      const apart = await admin.post(`/v1/customers/${survivor.id}/unmerge`, { duplicateId: duplicate.id });
      expect(apart.status).toBe(409);
    });

    it('and is never brought back by a change, a merge, a new case or a sign-in', async () => {
      const { id } = (await journey.as('customer2').get('/v1/me')).body as Person;
      const other = await customer();
      await erase(id);
      const { version } = await read<Person>(`/v1/customers/${id}`);
      const patch = await admin.patch(
        `/v1/customers/${id}`,
        { name: canary },
        { 'if-match': `"${version}"` },
      );
      expect(patch.status).toBe(409);
      const gone = await admin.delete(`/v1/customers/${id}`, undefined, { 'if-match': `"${version}"` });
      expect(gone.status).toBe(409);
      expect((await admin.post(`/v1/customers/${other.id}/merge`, { duplicateId: id })).status).toBe(409);
      const made = await agent.post('/v1/tickets', {
        subject: 'x',
        body: 'y',
        channel: 'phone',
        customerId: id,
      });
      expect(made.status).toBe(409);
      expect((await journey.as('customer2').get('/v1/me')).status).toBe(401);
    });

    it('also out of a case that was being made meanwhile', async () => {
      const { id } = await customer();
      const [erased, made] = await Promise.all([
        erase(id),
        agent.post('/v1/tickets', {
          subject: `${canary} again`,
          body: `It is ${canary}`,
          channel: 'phone',
          customerId: id,
        }),
      ]);
      expect(erased.status).toBe(202);
      expect([201, 409]).toContain(made.status);
      await review();
      await journey.advance('PT20M');
      await review();
      if (made.status === 201) {
        const { id: ticketId } = made.body as Ticket;
        const kept = [await read(`/v1/tickets/${ticketId}`), await read(`/v1/tickets/${ticketId}/messages`)];
        expect(JSON.stringify(kept)).not.toContain('Canary');
      }
    });

    it('by administrators alone, whatever key it is asked under', async () => {
      const { id } = await customer();
      for (const user of ['agent1', 'supervisor1', 'analyst1', 'inspector1', 'customer1']) {
        expect((await journey.as(user).post(`/v1/customers/${id}/erase`, {})).status).toBe(403);
      }
      const key = { 'idempotency-key': randomUUID() };
      const [first, second] = [await erase(id, key), await erase(id, key)];
      expect(second.body).toEqual(first.body);
    });
  });

  describe('is agreed to', () => {
    const say = (id: string, body: Record<string, unknown>, user = 'agent1'): Promise<Reply> =>
      journey.as(user).post(`/v1/customers/${id}/consents`, body);
    type Consents = List<{ purpose: string; state: string }> & { current: Record<string, { state: string }> };

    it('and every word is kept, the newest of each purpose counting', async () => {
      const { id } = await customer();
      expect((await say(id, { purpose: 'marketing', state: 'granted', source: 'phone' })).status).toBe(201);
      expect((await say(id, { purpose: 'survey', state: 'granted' })).status).toBe(201);
      expect((await say(id, { purpose: 'marketing', state: 'withdrawn' })).status).toBe(201);
      const { items, current } = await read<Consents>(`/v1/customers/${id}/consents`);
      expect(items.map(({ purpose, state }) => `${purpose} ${state}`)).toEqual([
        'marketing withdrawn',
        'survey granted',
        'marketing granted',
      ]);
      expect(current).toMatchObject({ marketing: { state: 'withdrawn' }, survey: { state: 'granted' } });
      expect((await say(id, { purpose: 'astrology', state: 'granted' })).status).toBe(422);
    });

    it('by customers themselves, and by nobody else in their place', async () => {
      const { id } = (await journey.as('customer1').get('/v1/me')).body as Person;
      expect((await say(id, { purpose: 'profiling', state: 'withdrawn' }, 'customer1')).status).toBe(201);
      expect((await journey.as('customer1').get(`/v1/customers/${id}/consents`)).status).toBe(200);
      const other = await customer();
      expect((await say(other.id, { purpose: 'profiling', state: 'granted' }, 'customer1')).status).toBe(404);
      expect((await journey.as('customer1').get(`/v1/customers/${other.id}/consents`)).status).toBe(404);
    });

    it('and a withdrawal stops a survey that was already on its way', async () => {
      const { id } = await customer({ emails: ['survey@example.com'] });
      const { id: ticketId, version } = await ticket(id);
      await agent.post(`/v1/tickets/${ticketId}/messages`, { visibility: 'public', body: 'Here you are' });
      const now = await read<Ticket>(`/v1/tickets/${ticketId}`);
      expect(now.version).toBeGreaterThan(version);
      const resolved = await agent.post(
        `/v1/tickets/${ticketId}/transitions`,
        { to: 'resolved', reason: 'done' },
        { 'if-match': `"${now.version}"` },
      );
      expect(resolved.status).toBe(200);
      await say(id, { purpose: 'survey', state: 'withdrawn' });
      await journey.advance('P2D');
      await journey.run('survey-due');
      await journey.drain();
      const surveys = await read<List<{ status: string; reason: string }>>(
        `/v1/surveys?ticketId=${ticketId}`,
      );
      expect(surveys.items).toMatchObject([{ status: 'notSent', reason: 'optedOut' }]);
      expect((await journey.outbox()).filter(({ to }) => to === 'survey@example.com')).toEqual([]);
    });

    it('as texts of their own version, by customers and by staff', async () => {
      const settings = await admin.get('/v1/settings');
      const notice = (id: string, audience: string) => ({
        id,
        audience,
        version: '2026-01',
        text: { 'zh-CN': '隐私告知', en: 'How we keep your data' },
      });
      const set = await admin.patch(
        '/v1/settings',
        { privacy: { notices: [notice('privacyNotice', 'customer'), notice('confidentiality', 'staff')] } },
        { 'if-match': settings.headers.get('etag') ?? '' },
      );
      expect(set.status).toBe(200);
      for (const [user, id, other] of [
        ['customer1', 'privacyNotice', 'confidentiality'],
        ['agent1', 'confidentiality', 'privacyNotice'],
      ] as const) {
        const me = journey.as(user);
        const shown = await me.get('/v1/me/notices');
        expect(shown.body).toMatchObject({
          items: [{ id, text: 'How we keep your data', acceptedAt: null }],
        });
        const accept = (body: Record<string, unknown>) => me.post('/v1/me/acceptances', body);
        expect((await accept({ notice: id, version: '2025-01' })).status).toBe(409);
        expect((await accept({ notice: other, version: '2026-01' })).status).toBe(422);
        const first = await accept({ notice: id, version: '2026-01' });
        expect(first.status).toBe(201);
        expect((await accept({ notice: id, version: '2026-01' })).body).toEqual(first.body);
        const after = (await me.get('/v1/me/notices')).body as List<{ acceptedAt: string | null }>;
        expect(after.items[0]?.acceptedAt).not.toBeNull();
      }
    });
  });

  describe('is copied', () => {
    type Copy = {
      record?: { name: string; phones: string[] };
      cases: { id: string; messages: { body: string }[] }[];
      consents: unknown[];
      nextCursor?: string;
    };

    it('whole, page by page, with the numbers of others masked', async () => {
      const own = '+8613899990011';
      const { id } = await customer({ phones: [own] });
      const made = await Promise.all(Array.from({ length: 23 }, () => ticket(id)));
      await agent.post(`/v1/customers/${id}/consents`, { purpose: 'survey', state: 'granted' });
      await agent.post(`/v1/tickets/${made[0]?.id}/messages`, {
        visibility: 'public',
        body: 'Call 138 9999 0011, or my neighbour on 13712345678.',
      });
      await journey.drain();
      const first = await read<Copy>(`/v1/customers/${id}/data-copy`);
      expect(first.record).toMatchObject({ name: canary, phones: [own] });
      expect(first.consents).toHaveLength(1);
      const second = await read<Copy>(`/v1/customers/${id}/data-copy?cursor=${first.nextCursor}`);
      expect(second.record).toBeUndefined();
      expect(second.nextCursor).toBeUndefined();
      const cases = [...first.cases, ...second.cases];
      expect(cases.map((each) => each.id).sort()).toEqual(made.map((each) => each.id).sort());
      const said = cases.flatMap(({ messages }) => messages.map(({ body }) => body));
      expect(said.filter((body) => body === `I am ${canary}.`)).toHaveLength(23);
      const call = said.find((body) => body.startsWith('Call'));
      expect(call).toContain('138 9999 0011');
      expect(call).not.toContain('13712345678');
    });

    it('as a page that shows text as text, in either language', async () => {
      const { id } = await customer({ name: '<script>alert(1)</script>' });
      const page = async (language: string): Promise<string> => {
        const reply = await admin.get(`/v1/customers/${id}/data-copy`, undefined, {
          accept: 'text/html',
          'accept-language': language,
        });
        expect(reply.status).toBe(200);
        expect(reply.headers.get('content-type')).toContain('text/html');
        expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
        return String(reply.body);
      };
      expect(await page('en')).toContain('Your data');
      expect(await page('zh-CN')).toContain('您的数据');
      expect(await page('en')).not.toContain('<script');
    });

    it('by customers of themselves and by administrators of anyone, and every copy is recorded', async () => {
      const me = journey.as('customer1');
      const { id } = (await me.get('/v1/me')).body as Person;
      const other = await customer();
      expect((await me.get(`/v1/customers/${id}/data-copy`)).status).toBe(200);
      expect((await me.get(`/v1/customers/${other.id}/data-copy`)).status).toBe(404);
      expect((await agent.get(`/v1/customers/${id}/data-copy`)).status).toBe(403);
      await journey.drain();
      const audit = await read<List<{ action: string; actor: { id: string } }>>(
        `/v1/audit-events?object=${id}&action=customer.copied`,
      );
      expect(audit.items.map(({ actor }) => actor.id)).toEqual([id]);
    });
  });

  describe('is looked at again', () => {
    it('after thirty days, by a mail to the team that is sent once, and a confirmation moves it on', async () => {
      const { id } = await customer();
      await ticket(id);
      await journey.drain();
      await journey.advance('P2D');
      await review();
      type Reviewed = Person & { dataReview?: { dueAt: string; remindedAt: string | null } };
      const planned = await read<Reviewed>(`/v1/customers/${id}`);
      expect(planned.dataReview?.remindedAt).toBeNull();
      await journey.advance('P30D');
      await review();
      await review();
      const due = await read<Reviewed>(`/v1/customers/${id}`);
      expect(due.dataReview?.remindedAt).not.toBeNull();
      const mails = (await journey.outbox()).filter(({ body }) => body.includes(`/v1/customers/${id}`));
      expect(new Set(mails.map(({ to }) => to)).size).toBe(mails.length);
      expect(mails.length).toBeGreaterThan(0);
      expect(JSON.stringify(mails)).not.toContain('Canary');
      const confirmed = await agent.post(`/v1/customers/${id}/data-confirmation`, {});
      expect(confirmed.status).toBe(200);
      const next = (confirmed.body as Reviewed).dataReview;
      expect(next?.remindedAt).toBeNull();
      expect(Date.parse(next?.dueAt ?? '')).toBeGreaterThan((await journey.now()) + 29 * 86_400_000);
    });
  });

  describe('goes when the rules say so', () => {
    it('but for what is held: words of closed cases first, then whoever was not seen for long', async () => {
      const [idle, held] = [await customer(), await customer()];
      const worded = await ticket(idle.id);
      const close = async ({ id }: Ticket): Promise<void> => {
        for (const to of ['resolved', 'closed']) {
          const { version } = await read<Ticket>(`/v1/tickets/${id}`);
          const moved = await admin.post(
            `/v1/tickets/${id}/transitions`,
            { to, reason: 'done' },
            { 'if-match': `"${version}"` },
          );
          expect(moved.status).toBe(200);
        }
      };
      await close(worded);
      expect((await admin.post(`/v1/customers/${held.id}/legal-hold`, { hold: true })).status).toBe(200);
      expect((await erase(held.id)).status).toBe(409);
      const settings = await admin.get('/v1/settings');
      await review();
      await admin.patch(
        '/v1/settings',
        { privacy: { retention: { closedTicketTexts: 'P10D', idleCustomers: 'P40D' } } },
        { 'if-match': settings.headers.get('etag') ?? '' },
      );
      await journey.advance('P9D');
      await review();
      expect((await read<Ticket>(`/v1/tickets/${worded.id}`)).subject).not.toBe('');
      await journey.advance('P2D');
      await review();
      expect((await read<Ticket>(`/v1/tickets/${worded.id}`)).subject).toBe('');
      expect((await read<Person>(`/v1/customers/${idle.id}`)).status).toBe('active');
      await journey.advance('P30D');
      await review();
      expect((await read<Person>(`/v1/customers/${idle.id}`)).status).toBe('erased');
      expect((await read<Person>(`/v1/customers/${held.id}`)).status).toBe('active');
    });
  });

  describe('shows who they are before money moves', () => {
    type Check = { status: string; triesLeft: number; validUntil: string | null };
    const caseOf = async (mobile: string): Promise<(body: Record<string, unknown>) => Promise<Reply>> => {
      const { id } = await customer({ phones: [mobile] });
      const { id: ticketId } = await ticket(id);
      caseId = ticketId;
      return (body) => agent.post(`/v1/tickets/${ticketId}/identity-check`, body);
    };
    let caseId = '';
    const check = (reply: Reply): Check => reply.body as Check;
    const sentCode = async (to: string): Promise<string> => {
      await journey.drain();
      const message = (await journey.outbox()).find((each) => each.to === to);
      return /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
    };

    it('by what only they know, for half an hour, and the timeline tells it without the value', async () => {
      const say = await caseOf('+8613899994321');
      expect(check(await say({ method: 'phoneLast4', value: '9999' })).status).toBe('failed');
      const passed = await say({ method: 'phoneLast4', value: '4321' });
      expect(check(passed)).toMatchObject({ status: 'passed', triesLeft: 3 });
      expect(JSON.stringify(passed.body)).not.toContain('4321');
      const path = `/v1/tickets/${caseId}/identity-check`;
      expect((await read<Check>(path)).status).toBe('passed');
      const told = await read<List<{ type: string; data: unknown }>>(`/v1/tickets/${caseId}/timeline`);
      expect(told.items.filter(({ type }) => type === 'identityChecked').map(({ data }) => data)).toEqual([
        { method: 'phoneLast4', outcome: 'failed' },
        { method: 'phoneLast4', outcome: 'passed' },
      ]);
      await journey.advance('PT31M');
      expect((await read<Check>(path)).status).toBe('none');
    });

    it('by a code that goes to their own phone, is good once and not for long', async () => {
      const mobile = '+8613899995001';
      const say = await caseOf(mobile);
      expect(check(await say({ method: 'code', value: '123456' })).status).toBe('failed');
      expect(check(await say({ method: 'code' })).status).toBe('sent');
      const code = await sentCode(mobile);
      expect(code).toHaveLength(6);
      expect(check(await say({ method: 'code', value: code })).status).toBe('passed');
      expect(check(await say({ method: 'code', value: code })).status).toBe('failed');
      const other = '+8613899995002';
      const again = await caseOf(other);
      await again({ method: 'code' });
      const late = await sentCode(other);
      await journey.advance('PT11M');
      expect(check(await again({ method: 'code', value: late })).status).toBe('failed');
    });

    it('at most five times an hour, also when all are tried at once', async () => {
      const say = await caseOf('+8613899997777');
      const tried = await Promise.all(
        Array.from({ length: 5 }, (_, n) => say({ method: 'phoneLast4', value: `000${n}` })),
      );
      for (const reply of tried) expect([200, 503]).toContain(reply.status);
      for (let n = tried.filter(({ status }) => status === 200).length; n < 5; n++)
        expect((await say({ method: 'phoneLast4', value: '0000' })).status).toBe(200);
      const sixth = await say({ method: 'phoneLast4', value: '7777' });
      expect(sixth.status).toBe(429);
      expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
      await journey.advance('PT61M');
      expect(check(await say({ method: 'phoneLast4', value: '7777' })).status).toBe('passed');
    });
  });
});
