import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';

describe('reveals over HTTP', () => {
  let journey: Journey;
  let customerId = '';

  const setting = async (patch: Record<string, unknown>) => {
    const admin = journey.as('admin');
    const reply = await admin.patch('/v1/settings', patch, ifMatch(await admin.get('/v1/settings')));
    expect(reply.status).toBe(200);
  };
  const revealed = (user: string, more = '') =>
    journey.as(user).get(`/v1/customers/${customerId}?reveal=phone&purpose=contact${more}`);
  const trail = async () =>
    (
      (await journey.as('admin').get(`/v1/audit-events?object=${customerId}&limit=100`)).body as {
        items: { action: string; purpose?: string; data: Record<string, unknown> }[];
      }
    ).items;

  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T02:00:00Z') });
    const made = await journey
      .as('agent1')
      .post('/v1/customers', { name: '李静', phones: ['+8613912340001'] });
    customerId = (made.body as { id: string }).id;
  });
  afterAll(() => journey.close());

  it('are for roles that may, one record at a time, and both outcomes are on record with their purpose', async () => {
    const seen = await revealed('supervisor1');
    const refused = await revealed('agent1');

    expect(seen.body).toMatchObject({ phones: ['+8613912340001'], name: '李**' });
    expect(refused.status).toBe(403);
    const actions = (await trail()).map(({ action, purpose }) => [action, purpose]);
    expect(actions).toContainEqual(['customer.revealed', 'contact']);
    expect(actions).toContainEqual(['customer.revealRefused', 'contact']);
  });

  it('end for the day at the limit, and begin again at midnight of the organisation', async () => {
    await setting({ revealPerDay: 3 });

    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await revealed('supervisor1')).status);
    const beyond = await revealed('supervisor1');

    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(Number(beyond.headers.get('retry-after'))).toBeGreaterThan(3600);
    expect((await revealed('admin')).status).toBe(200);
    expect((await trail()).filter(({ data }) => data['code'] === 'too_many_requests')).toHaveLength(3);
    await journey.advance('PT14H');
    expect((await revealed('supervisor1')).status).toBe(200);
  });

  it('never exceed the limit when they are asked for at once', async () => {
    await setting({ revealPerDay: 5 });
    await journey.advance('PT24H');

    const statuses = (await Promise.all(Array.from({ length: 12 }, () => revealed('supervisor1')))).map(
      ({ status }) => status,
    );

    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.every((status) => [200, 429, 503].includes(status))).toBe(true);
  });

  it('need a case of that customer where the setting asks for one', async () => {
    await setting({ revealPerDay: 200, revealNeedsTicket: true });
    const ask = { kind: 'consultation', subject: 'a', body: 'b', channel: 'web' };
    const own = await journey.as('agent1').post('/v1/tickets', { ...ask, customerId });
    const other = await journey
      .as('agent1')
      .post('/v1/tickets', { ...ask, customer: { name: '王', phone: '+8613912340002' } });
    const idOf = (reply: { body: unknown }) => (reply.body as { id: string }).id;

    expect((await revealed('supervisor1')).status).toBe(422);
    expect((await revealed('supervisor1', `&ticketId=${idOf(own)}`)).status).toBe(200);
    expect((await revealed('supervisor1', `&ticketId=${idOf(other)}`)).status).toBe(422);
    expect((await revealed('supervisor1', '&ticketId=tkt_01J0000000000000000000000A')).status).toBe(404);
  });
});
