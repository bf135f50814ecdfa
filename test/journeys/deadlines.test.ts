import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Policy = { id: string; position: number; calendarId: string; conditions: object; version: number };
type Clock = { target: string; state: string; dueAt?: string };
type Ticket = {
  id: string;
  createdAt: string;
  sla: { policyId: string; policyVersion: number; clocks: Clock[] };
};

describe('the deadlines an administrator sets', () => {
  let journey: Journey;
  let calendarId: string;
  let policyId: string;
  let ticket: Ticket;
  beforeAll(async () => {
    // Monday, ten in the morning in Shanghai.
    journey = await startJourney({ now: Date.parse('2026-03-02T02:00:00Z') });
  });
  afterAll(() => journey.close());

  const admin = () => journey.as('admin');
  const clockOf = (target: string): Clock | undefined =>
    ticket.sla.clocks.find((clock) => clock.target === target);
  const codeOf = ({ body }: Reply): string => (body as { code: string }).code;

  it('are read by supervisors and written by administrators alone', async () => {
    const list = await journey.as('supervisor1').get('/v1/sla-policies');
    expect((list.body as { items: Policy[] }).items.map(({ position }) => position)).toEqual([
      100, 200, 300, 400, 500, 1000,
    ]);
    const body = {
      name: 'x',
      position: 1,
      conditions: {},
      calendarId: 'cal_00000000000000000000000001',
      targets: {},
    };
    expect((await journey.as('supervisor1').post('/v1/sla-policies', body)).status).toBe(403);
    expect((await journey.as('agent1').get('/v1/sla-policies')).status).toBe(403);
    expect((await journey.as('customer1').get('/v1/calendars')).status).toBe(403);
  });

  it('are measured by a calendar of working hours', async () => {
    const reply = await admin().post('/v1/calendars', {
      name: 'Office hours',
      timeZone: 'Asia/Shanghai',
      week: Object.fromEntries(
        ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [{ from: '09:00', to: '18:00' }]]),
      ),
      holidays: 'cn',
    });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ version: 1, coverage: { from: 2007, to: 2026 } });
    calendarId = (reply.body as { id: string }).id;

    const simulated = await journey
      .as('supervisor1')
      .post(`/v1/calendars/${calendarId}/simulate`, { start: '2026-03-02T09:00:00Z', duration: 'PT2H' });
    expect(simulated.status).toBe(200);
    expect(simulated.body).toMatchObject({ dueAt: '2026-03-03T02:00:00.000Z', truncated: false });
    const beyond = await admin().post(`/v1/calendars/${calendarId}/simulate`, {
      start: '2026-12-31T09:00:00Z',
      duration: 'PT40H',
    });
    expect([beyond.status, codeOf(beyond)]).toEqual([422, 'calendar_not_covered']);
    const closed = await admin().post('/v1/calendars', {
      name: 'Never',
      timeZone: 'Asia/Shanghai',
      week: {},
    });
    expect([closed.status, codeOf(closed)]).toEqual([422, 'calendar_never_open']);
  });

  it('are chosen by the first policy that fits', async () => {
    const body = {
      name: 'Complaints by app',
      position: 50,
      conditions: { kind: ['complaint'], channel: ['app'] },
      calendarId,
      targets: { firstResponse: { duration: 'PT4H' }, resolution: { duration: 'PT18H' } },
    };
    const reply = await admin().post('/v1/sla-policies', body);
    expect(reply.status).toBe(201);
    policyId = (reply.body as Policy).id;
    expect(reply.headers.get('location')).toBe(`/v1/sla-policies/${policyId}`);
    const again = await admin().post('/v1/sla-policies', body);
    expect([again.status, codeOf(again)]).toEqual([409, 'position_taken']);
    const used = await admin().delete(`/v1/calendars/${calendarId}`, undefined, { 'if-match': '"1"' });
    expect([used.status, codeOf(used)]).toEqual([409, 'in_use']);

    const opened = await journey.as('agent1').post('/v1/tickets', {
      kind: 'complaint',
      category: 'complaint.quality',
      subject: 'It broke',
      body: 'It broke on the first day.',
      channel: 'app',
      customer: { name: 'Ada Example', email: 'ada@example.com' },
    });
    ticket = opened.body as Ticket;
    expect(ticket.sla).toMatchObject({ policyId, policyVersion: 1 });
    const created = Date.parse(ticket.createdAt);
    expect(Date.parse(clockOf('firstResponse')?.dueAt ?? '')).toBe(created + 4 * 3_600_000);
    expect(clockOf('resolution')?.dueAt?.slice(0, 13)).toBe('2026-03-04T02');
  });

  it('reach a ticket at its next event when they are edited', async () => {
    const before = await admin().get(`/v1/sla-policies/${policyId}`);
    const path = `/v1/sla-policies/${policyId}`;
    expect((await admin().patch(path, { name: 'New' })).status).toBe(428);
    expect((await admin().patch(path, { name: 'New' }, { 'if-match': '"7"' })).status).toBe(412);
    const edited = await admin().patch(
      path,
      { targets: { resolution: { duration: 'PT27H' } } },
      ifMatch(before),
    );
    expect(edited.body).toMatchObject({ version: 2, name: 'Complaints by app' });

    await journey
      .as('agent1')
      .post(`/v1/tickets/${ticket.id}/messages`, { visibility: 'public', body: 'We look into it.' });
    ticket = (await admin().get(`/v1/tickets/${ticket.id}`)).body as Ticket;
    expect(ticket.sla).toMatchObject({ policyId, policyVersion: 2 });
    expect(clockOf('firstResponse')?.state).toBe('met');
    expect(clockOf('resolution')?.dueAt?.slice(0, 13)).toBe('2026-03-05T02');
  });

  it('explain themselves, interval by interval', async () => {
    await journey.advance('PT24H');
    const reply = await journey.as('supervisor1').get(`/v1/tickets/${ticket.id}/sla/explain`);
    expect(reply.status).toBe(200);
    const { clocks } = reply.body as {
      clocks: {
        target: string;
        elapsed: string;
        intervals: { reason: string }[];
        steps: { kind: string }[];
      }[];
    };
    const resolution = clocks.find(({ target }) => target === 'resolution');
    expect(resolution?.elapsed).toMatch(/^PT9H/);
    expect(resolution?.intervals.map(({ reason }) => reason)).toContain('closed');
    expect(resolution?.steps.map(({ kind }) => kind)).toEqual(['activate', 'target_change']);
    expect((await journey.as('customer2').get(`/v1/tickets/${ticket.id}/sla/explain`)).status).toBe(404);
  });

  it('are taken out of use, but never the last policy without conditions', async () => {
    const gone = await admin().delete(`/v1/sla-policies/${policyId}`, undefined, { 'if-match': '"2"' });
    expect(gone.status).toBe(204);
    expect((await admin().get(`/v1/sla-policies/${policyId}`)).status).toBe(404);
    const last = await admin().delete('/v1/sla-policies/pol_00000000000000000000001000', undefined, {
      'if-match': '"1"',
    });
    expect([last.status, codeOf(last)]).toEqual([409, 'in_use']);
    expect(
      (await admin().delete(`/v1/calendars/${calendarId}`, undefined, { 'if-match': '"1"' })).status,
    ).toBe(204);
  });
});
