import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Items<T> = { items: T[]; nextCursor?: string };
type Survey = {
  id: string;
  ticketId: string;
  customerId: string;
  status: string;
  reason: string | null;
  remindedAt: string | null;
};
type Response = { surveyId: string; csat: number; comment: string | null; customerId: string };

describe('surveys over HTTP', () => {
  let journey: Journey;
  const tickets: { id: string; customerId: string }[] = [];
  beforeAll(async () => {
    // A Monday, nine in the morning in Shanghai.
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
  });
  afterAll(() => journey.close());

  const listOf = async <T>(user: string, path: string): Promise<T[]> =>
    ((await journey.as(user).get(path)).body as Items<T>).items;
  const move = async (id: string, to: string) =>
    journey
      .as('supervisor1')
      .post(
        `/v1/tickets/${id}/transitions`,
        { to, reason: 'x' },
        ifMatch(await journey.as('admin').get(`/v1/tickets/${id}`)),
      );
  /** Opens a case; `answered` by an agent, and resolves it. */
  const aResolvedCase = async (customer: Record<string, string>, answered = true): Promise<string> => {
    const body = { kind: 'return', subject: 's', body: 'b', channel: 'web', language: 'en', customer };
    const ticket = (await journey.as('agent1').post('/v1/tickets', body)).body as {
      id: string;
      customerId: string;
    };
    if (answered)
      await journey
        .as('agent1')
        .post(`/v1/tickets/${ticket.id}/messages`, { visibility: 'public', body: 'Hello' });
    await move(ticket.id, 'resolved');
    tickets.push(ticket);
    return ticket.id;
  };
  const linkTo = async (to: string): Promise<string> => {
    const mail = (await journey.outbox()).find(
      (item) => item.to === to && item.links.some((link) => link.includes('/surveys/')),
    );
    return new URL(mail?.links.find((link) => !link.includes('csat=')) ?? '').pathname;
  };
  const form = (path: string, fields: Record<string, string>): Promise<Reply> =>
    journey.request('POST', path, {
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      raw: new URLSearchParams(fields).toString(),
    });

  it('waits with each resolution until a day later and says why some are not sent', async () => {
    await aResolvedCase({ name: 'Ada', email: 'ada@example.com' });
    await aResolvedCase({ name: 'Bob', phone: '+8613800000002' });
    await aResolvedCase({ name: 'Cem', email: 'cem@example.com' }, false);
    expect(await listOf<Survey>('admin', '/v1/surveys?status=scheduled')).toHaveLength(3);
    await journey.advance('PT24H');
    await journey.run('survey-due');

    const surveys = await listOf<Survey>('admin', '/v1/surveys');
    expect(surveys.map(({ status }) => status).sort()).toEqual(['notSent', 'sent', 'sent']);
    expect((await journey.outbox()).map(({ channel, to }) => `${channel} ${to}`).sort()).toEqual([
      'email ada@example.com',
      'sms +8613800000002',
    ]);
    const timeline = await listOf<{ type: string; data: { reason?: string } }>(
      'admin',
      `/v1/tickets/${tickets[2]?.id}/timeline?limit=100`,
    );
    expect(timeline.find(({ type }) => type === 'surveyNotSent')?.data.reason).toBe('noHumanReply');
  });

  it('lists by ticket, customer and status, page by page, to those who may', async () => {
    const [first] = tickets;
    expect(await listOf<Survey>('admin', `/v1/surveys?ticketId=${first?.id}`)).toMatchObject([
      { ticketId: first?.id, status: 'sent' },
    ]);
    expect(await listOf<Survey>('supervisor1', `/v1/surveys?customerId=${first?.customerId}`)).toHaveLength(
      1,
    );
    const page = (await journey.as('analyst1').get('/v1/surveys?limit=2')).body as Items<Survey>;
    const rest = (
      await journey
        .as('analyst1')
        .get(`/v1/surveys?limit=2&cursor=${encodeURIComponent(page.nextCursor ?? '')}`)
    ).body as Items<Survey>;
    expect(new Set([...page.items, ...rest.items].map(({ id }) => id)).size).toBe(3);
    expect((await journey.as('agent1').get('/v1/surveys')).status).toBe(403);
    expect(await listOf<Survey>('customer1', '/v1/surveys')).toEqual([]);
    const [one] = await listOf<Survey>('admin', '/v1/surveys?status=sent');
    expect((await journey.as('customer1').get(`/v1/surveys/${one?.id}`)).status).toBe(404);
    expect((await journey.as('inspector1').get(`/v1/surveys/${one?.id}`)).body).toMatchObject({
      id: one?.id,
    });
  });

  it('opens as a page without scripts, pre-selects a quick link’s score, and takes a plain form', async () => {
    const path = await linkTo('ada@example.com');
    const page = await journey.request('GET', `${path}?csat=4&utm_source=mail`, {
      headers: { accept: 'text/html,*/*' },
    });
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.body).toContain('<html lang="en">');
    expect(page.body).toContain('value="4" checked');
    expect(await listOf<Response>('admin', '/v1/survey-responses')).toEqual([]);

    const answered = await form(path, {
      csat: '5',
      nps: '9',
      'dimensions.logistics': '4',
      comment: 'call 13800138000',
    });
    expect([answered.status, answered.headers.get('content-type')]).toEqual([
      201,
      'text/html; charset=utf-8',
    ]);
    expect((await form(path, { csat: '4', nps: '9' })).status).toBe(200);
    expect((await form(path, { csat: 'five' })).status).toBe(422);
    expect((await journey.request('POST', path, { body: { csat: '5' } })).status).toBe(422);
    expect((await journey.request('POST', path, { body: { csat: 5, ticketId: 'x' } })).body).toMatchObject({
      errors: [{ path: 'ticketId', code: 'unknown_field' }],
    });
  });

  it('answers a strange link with 404, as a page to people and as a problem to programs', async () => {
    const wrong = (await linkTo('ada@example.com')).replace(/.{6}$/, 'AAAAAA');
    const [page, problem] = [
      await journey.request('GET', wrong, { headers: { accept: 'text/html' } }),
      await journey.request('GET', wrong),
    ];
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect([problem.status, (problem.body as { code: string }).code]).toEqual([404, 'not_found']);
    expect((await journey.request('GET', '/v1/public/surveys/short')).status).toBe(404);
  });

  it('lists answers by team, agent, customer, time and score, with numbers of people masked', async () => {
    const path = await linkTo('ada@example.com');
    expect(
      (await journey.request('POST', path, { body: { csat: 3, comment: 'call 13800138000' } })).status,
    ).toBe(200);
    const now = new Date(await journey.now()).toISOString();
    const [response] = await listOf<Response & { teamId: string; agentId: string | null }>(
      'analyst1',
      '/v1/survey-responses',
    );

    expect(response).toMatchObject({
      csat: 3,
      customerId: tickets[0]?.customerId,
      comment: 'call 138****8000',
    });
    expect((await listOf<Response>('supervisor1', '/v1/survey-responses'))[0]?.comment).toBe(
      'call 13800138000',
    );
    const counts = await Promise.all(
      [
        `teamId=${response?.teamId}`,
        `customerId=${tickets[0]?.customerId}`,
        'scoreMax=3',
        `answeredBefore=${now}`,
        'scoreMax=2',
        `answeredAfter=${now}`,
        `customerId=${tickets[1]?.customerId}`,
      ].map(async (query) => (await listOf<Response>('admin', `/v1/survey-responses?${query}`)).length),
    );
    expect(counts).toEqual([1, 1, 1, 1, 0, 0, 0]);
  });

  it('scores groups from counters, each answer once and as amended', async () => {
    await journey.drain();
    for (const groupBy of ['team', 'kind', 'day', 'month']) {
      const { groups } = (await journey.as('supervisor1').get(`/v1/survey-scores?groupBy=${groupBy}`))
        .body as { groups: object[] };
      expect(groups).toMatchObject([
        { n: 1, delivered: 2, responseRate: 0.5, csat: { share: 0, mean: 3 }, nps: null, csi: {} },
      ]);
    }
    expect((await journey.as('agent1').get('/v1/survey-scores')).status).toBe(403);
    expect((await journey.as('admin').get('/v1/survey-scores?from=2020-01-01T00:00:00Z')).status).toBe(422);
    expect((await journey.as('admin').get('/v1/tickets/counts')).body).toMatchObject({
      statuses: { resolved: 3 },
    });
  });

  it('reminds the silent once after three days and ends after fourteen with 410', async () => {
    const path = await linkTo('+8613800000002');
    await journey.advance('PT72H');
    await journey.run('survey-due');
    await journey.run('survey-due');
    expect((await journey.outbox()).map(({ to }) => to).filter((to) => to.startsWith('+'))).toHaveLength(2);
    expect(await listOf<Survey>('admin', '/v1/surveys?status=sent')).toMatchObject([
      { remindedAt: expect.any(String) },
    ]);

    await journey.advance('P11D');
    expect((await journey.request('POST', path, { body: { csat: 5 } })).status).toBe(410);
    expect((await journey.request('GET', path, { headers: { accept: 'text/html' } })).status).toBe(410);
    await journey.run('survey-due');
    expect(await listOf<Survey>('admin', '/v1/surveys?status=expired')).toMatchObject([
      { reason: 'unanswered' },
    ]);
    expect(
      (await journey.request('POST', await linkTo('ada@example.com'), { body: { csat: 1 } })).body,
    ).toMatchObject({ code: 'survey_locked' });
  });

  it('asks with the administrator’s own template, in its next versions too', async () => {
    const shipped = await listOf<{ id: string; kind: string; language: string }>(
      'supervisor1',
      '/v1/survey-templates?limit=100',
    );
    expect(shipped).toHaveLength(12);
    const made = await journey.as('admin').post('/v1/survey-templates', {
      name: 'Returns',
      kind: 'return',
      language: 'en',
      intro: 'How was your return? {{7*7}}',
      thanks: 'Thanks!',
      questions: [
        { key: 'csat', text: 'Happy?' },
        { key: 'logistics', text: 'Collected in time?' },
      ],
    });
    expect(made.status).toBe(201);
    const path = made.headers.get('location') ?? '';
    expect(
      (await journey.as('admin').patch(path, { thanks: 'Thank you!' }, { 'if-match': '"9"' })).status,
    ).toBe(412);
    expect(
      (await journey.as('admin').patch(path, { questions: [{ key: 'nps', text: 'x' }] }, ifMatch(made)))
        .status,
    ).toBe(422);
    const edited = await journey.as('admin').patch(path, { thanks: 'Thank you!' }, ifMatch(made));
    expect(edited.body).toMatchObject({
      version: 2,
      thanks: 'Thank you!',
      intro: 'How was your return? {{7*7}}',
    });
    expect((await journey.as('supervisor1').patch(path, { thanks: 'x' }, ifMatch(edited))).status).toBe(403);

    await aResolvedCase({ name: 'Dee', email: 'dee@example.com' });
    expect((await journey.as('admin').delete(path, undefined, ifMatch(edited))).status).toBe(204);
    expect((await journey.as('admin').get(path)).status).toBe(404);
    await journey.advance('PT24H');
    await journey.run('survey-due');
    const survey = await journey.request('GET', await linkTo('dee@example.com'));
    expect(survey.body).toMatchObject({
      intro: 'How was your return? {{7*7}}',
      questions: [{ key: 'csat', text: 'Happy?' }, { key: 'logistics' }],
    });
    const own = `/v1/survey-templates/${shipped[0]?.id}`;
    expect(
      (await journey.as('admin').delete(own, undefined, ifMatch(await journey.as('admin').get(own)))).body,
    ).toMatchObject({ code: 'in_use' });
  });

  it('outlives a provider that takes a message and loses the reply, and one that is away for hours', async () => {
    let tries = 0;
    journey.stack.providers.fail('email', () => {
      tries += 1;
      return tries <= 2 ? { status: 500, code: 'InternalFailure', accepted: true, hangUp: true } : undefined;
    });
    await aResolvedCase({ name: 'Eve', email: 'eve@example.com' });
    await journey.advance('PT24H');
    await journey.run('survey-due');
    const toEve = async () => (await journey.outbox()).filter(({ to }) => to === 'eve@example.com');
    expect([tries, (await toEve()).length]).toEqual([3, 1]);

    journey.stack.providers.fail('email', () => ({ status: 503, code: 'ServiceUnavailable' }));
    await aResolvedCase({ name: 'Fay', email: 'fay@example.com' });
    await journey.advance('PT24H');
    for (let minute = 0; minute < 5; minute++) {
      await journey.run('survey-due');
      await journey.advance('PT1M');
    }
    expect(await listOf<Survey>('admin', '/v1/surveys?status=scheduled')).toHaveLength(1);
    journey.stack.providers.fail('email', undefined);
    await journey.advance('PT1H');
    await journey.run('survey-due');
    expect((await journey.outbox()).filter(({ to }) => to === 'fay@example.com')).toHaveLength(1);
    expect(await listOf<Survey>('admin', '/v1/surveys?status=scheduled')).toEqual([]);
  });

  it('takes one of many answers at once as the first and loses none of those it confirmed', async () => {
    const path = await linkTo('fay@example.com');
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        journey.request('POST', path, { body: { csat: 3, comment: `answer ${n}` } }),
      ),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![201, 200, 503].includes(status))).toEqual([]);
    const [survey] = await listOf<Survey & { version: number }>(
      'admin',
      '/v1/surveys?status=answered&limit=1',
    );
    const facts = await listOf<{ type: string; data: { n: number } }>(
      'admin',
      `/v1/tickets/${survey?.ticketId}/timeline?limit=100`,
    );
    const confirmed = statuses.filter((status) => status < 300).length;
    expect(facts.filter(({ type }) => type === 'surveyAnswered').map(({ data }) => data.n)).toEqual(
      Array.from({ length: confirmed }, (_, n) => n + 1),
    );
    await journey.drain();
  });

  it('leaves nothing behind in the queues', async () => {
    expect(
      (await journey.queues()).filter(
        ({ deadLetters, visible, inFlight }) => deadLetters + visible + inFlight > 0,
      ),
    ).toEqual([]);
  });
});
