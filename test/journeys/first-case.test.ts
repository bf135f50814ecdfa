import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';

type Ticket = {
  id: string;
  number: string;
  version: number;
  status: string;
  teamId: string;
  assigneeId: string | null;
  ownerId: string | null;
  escalationLevel: number;
  sla: { clocks: { target: string; state: string; dueAt?: string; metAt?: string }[] };
};
type Event = { seq: number; type: string; at: string; data: Record<string, unknown> };

describe('a case from its arrival to its survey', () => {
  let journey: Journey;
  let ticket: Ticket;
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
  });
  afterAll(() => journey.close());

  const read = async (): Promise<Ticket> =>
    (await journey.as('admin').get(`/v1/tickets/${ticket.id}`)).body as Ticket;
  const timeline = async (): Promise<Event[]> =>
    (
      (await journey.as('admin').get(`/v1/tickets/${ticket.id}/timeline?limit=100`)).body as {
        items: Event[];
      }
    ).items;
  const clock = (of: Ticket, target: string) => of.sla.clocks.find((each) => each.target === target);

  it('arrives as a complaint with the three deadlines of the standard', async () => {
    const reply = await journey.as('agent1').post('/v1/tickets', {
      kind: 'complaint',
      category: 'complaint.logistics',
      subject: 'The parcel has not moved for a week',
      body: 'Where is my parcel?',
      channel: 'web',
      customer: { name: 'Ada Example', phone: '+8613800000001', email: 'ada@example.com' },
    });
    ticket = reply.body as Ticket;

    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/v1/tickets/${ticket.id}`);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect(ticket.number).toMatch(/^[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(ticket.sla.clocks.map(({ target, state }) => [target, state])).toEqual([
      ['firstResponse', 'running'],
      ['initialHandling', 'running'],
      ['resolution', 'running'],
    ]);
  });

  it('is taken by an agent, who answers for it, and opens', async () => {
    const before = await journey.as('agent1').get(`/v1/tickets/${ticket.id}`);
    const reply = await journey
      .as('agent1')
      .put(`/v1/tickets/${ticket.id}/assignment`, { auto: true }, ifMatch(before));

    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ status: 'open', routing: { strategy: 'leastBusy' } });
    const assigned = reply.body as Ticket;
    expect(assigned.assigneeId).toMatch(/^usr_/);
    expect(assigned.ownerId).toBe(assigned.assigneeId);
  });

  it('is answered: the first response is met', async () => {
    const reply = await journey
      .as('agent1')
      .post(`/v1/tickets/${ticket.id}/messages`, { visibility: 'public', body: 'We are looking for it.' });

    expect(reply.status).toBe(201);
    expect(clock(await read(), 'firstResponse')).toMatchObject({ state: 'met' });
  });

  it('waits for the customer without its clocks, and goes on when the customer writes', async () => {
    const waiting = await journey
      .as('agent1')
      .post(
        `/v1/tickets/${ticket.id}/transitions`,
        { to: 'pending', reason: 'asked for the address' },
        ifMatch(await journey.as('agent1').get(`/v1/tickets/${ticket.id}`)),
      );
    expect(waiting.body).toMatchObject({ status: 'pending' });
    expect(clock(waiting.body as Ticket, 'resolution')).toMatchObject({ state: 'paused' });
    expect(clock(waiting.body as Ticket, 'resolution')).not.toHaveProperty('dueAt');

    await journey.advance('PT10H');
    const back = await journey
      .as('agent1')
      .post(
        `/v1/tickets/${ticket.id}/transitions`,
        { to: 'open', reason: 'the address came by phone' },
        ifMatch(await journey.as('agent1').get(`/v1/tickets/${ticket.id}`)),
      );
    const { dueAt } = clock(back.body as Ticket, 'resolution') ?? {};
    expect(
      Date.parse(dueAt ?? '') - Date.parse((ticket as unknown as { createdAt: string }).createdAt),
    ).toBeGreaterThanOrEqual((72 + 10) * 3_600_000);
  });

  it('is warned about and escalated to department and management when nobody handles it, once each', async () => {
    await journey.advance('PT110H');
    await journey.run('sla-sweep');
    await journey.run('sla-sweep');

    const events = await timeline();
    const count = (type: string, target?: string) =>
      events.filter((event) => event.type === type && (!target || event.data['target'] === target)).length;
    expect(await read()).toMatchObject({ escalationLevel: 2, assigneeId: null });
    expect(count('slaWarning', 'resolution')).toBe(1);
    expect(count('slaBreached', 'resolution')).toBe(1);
    expect(count('escalated')).toBe(2);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    const breach = events.find(
      (event) => event.type === 'slaBreached' && event.data['target'] === 'resolution',
    );
    expect(breach?.at).toBe(clock(await read(), 'resolution')?.dueAt);
    expect((await journey.outbox()).filter(({ to }) => to === 'admin@example.com').length).toBeGreaterThan(0);
  });

  it('is resolved, and the customer is asked a day later, outside quiet hours, once', async () => {
    const resolved = await journey
      .as('supervisor1')
      .post(
        `/v1/tickets/${ticket.id}/transitions`,
        { to: 'resolved', reason: 'parcel found' },
        ifMatch(await journey.as('supervisor1').get(`/v1/tickets/${ticket.id}`)),
      );
    expect(resolved.status).toBe(200);
    await journey.run('survey-due');
    expect((await journey.outbox()).filter(({ to }) => to === 'ada@example.com')).toHaveLength(0);

    await journey.advance('PT30H');
    await journey.run('survey-due');
    await journey.run('survey-due');
    const sent = (await journey.outbox()).filter(({ to }) => to === 'ada@example.com');
    expect(sent).toHaveLength(1);
  });

  it('is rated without sign-in, amended, and a bad rating makes a follow-up task with a deadline', async () => {
    const link = (await journey.outbox())
      .find(({ to }) => to === 'ada@example.com')
      ?.links.find((each) => each.includes('/v1/public/surveys/'));
    const path = new URL(link ?? '').pathname;

    const page = await journey.request('GET', path, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await journey.request('POST', path, { body: { csat: 2 } })).status).toBe(201);
    expect((await journey.request('POST', path, { body: { csat: 1, nps: 3, comment: 'slow' } })).status).toBe(
      200,
    );
    expect((await journey.request('POST', path, { body: { csat: 9 } })).status).toBe(422);

    const tasks = (await journey.as('supervisor1').get(`/v1/tickets/${ticket.id}/tasks`)).body as {
      items: { type: string; status: string }[];
    };
    expect(tasks.items).toMatchObject([{ type: 'followUp', status: 'open' }]);
    await journey.drain();
    const scores = await journey.as('admin').get('/v1/survey-scores?groupBy=team');
    expect(scores.body).toMatchObject({ groups: [{ n: 1, delivered: 1, csat: { share: 0, mean: 1 } }] });
  });

  it('shows in the figures which deadlines were kept, which were missed, and why', async () => {
    const report = await journey.as('admin').get('/v1/reports/sla-attainment?groupBy=kind');
    const misses = await journey.as('admin').get(`/v1/reports/sla-misses?limit=1`);

    expect(report.body).toMatchObject({
      groups: [
        {
          key: 'complaint',
          met: 1,
          missed: 2,
          targets: { firstResponse: { met: 1, share: 1 }, resolution: { missed: 1 } },
        },
      ],
    });
    expect(misses.body).toMatchObject({
      items: [{ ticketId: ticket.id, target: 'resolution' }],
      nextCursor: expect.any(String),
    });
  });

  it('leaves nothing in the dead letters', async () => {
    expect(
      (await journey.queues()).filter(
        ({ deadLetters, visible, inFlight }) => deadLetters + visible + inFlight > 0,
      ),
    ).toEqual([]);
  });
});
