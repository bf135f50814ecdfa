import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
type Survey = {
  id: string;
  occasion: string;
  orderId: string | null;
  ticketId: string | null;
  status: string;
};

describe('surveys about orders', () => {
  let journey: Journey;
  let customer1 = '';
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    customer1 = ((await journey.as('customer1').get('/v1/me')).body as { id: string }).id;
    const admin = journey.as('admin');
    const triggers = {
      orderPlaced: { enabled: true, delay: 'PT1H' },
      orderDelivered: { enabled: true, delay: 'PT2H' },
    };
    const set = await admin.patch(
      '/v1/settings',
      { surveys: { triggers, onePer: 'PT1S' } },
      ifMatch(await admin.get('/v1/settings')),
    );
    expect(set.status).toBe(200);
  });
  afterAll(() => journey.close());

  const tell = async (number: string, status: string, over: object = {}) => {
    const at = new Date(await journey.now()).toISOString();
    const reply = await journey.as('admin').put(`/v1/orders/${number}`, {
      customer: { id: customer1 },
      placedAt: at,
      status,
      total: { amount: '10.00', currency: 'CNY' },
      lines: [],
      sourceUpdatedAt: at,
      ...over,
    });
    expect([200, 201]).toContain(reply.status);
    return (reply.body as { id: string }).id;
  };
  const surveysOf = async (orderId: string): Promise<Survey[]> => {
    const page = await journey.as('admin').get(`/v1/surveys?customerId=${customer1}&limit=100`);
    return (page.body as { items: Survey[] }).items.filter((one) => one.orderId === orderId);
  };

  it('are reserved once an occasion, sent after their delay, and answered by their link', async () => {
    const orderId = await tell('S-1', 'paid');
    await journey.advance('PT1M');
    await tell('S-1', 'shipped');
    expect(await surveysOf(orderId)).toMatchObject([
      { occasion: 'orderPlaced', status: 'scheduled', ticketId: null },
    ]);

    await journey.run('survey-due');
    expect(await journey.outbox()).toEqual([]);
    await journey.advance('PT1H');
    await journey.run('survey-due');
    const [invitation, ...more] = await journey.outbox();
    expect(more).toEqual([]);
    expect(invitation?.to).toBe('customer1@example.com');
    const link = new URL(invitation?.links[0] ?? 'http://none').pathname;

    const shown = await journey.request('GET', link, { headers: { accept: 'application/json' } });
    expect(shown.status).toBe(200);
    const answered = await journey.request('POST', link, { body: { csat: 1, comment: '包装破了' } });
    expect(answered.status).toBe(201);
    expect(await surveysOf(orderId)).toMatchObject([{ status: 'answered', followUpTaskId: null }]);
    const responses = await journey.as('admin').get(`/v1/survey-responses?customerId=${customer1}`);
    expect(responses.body).toMatchObject({
      items: [{ orderId, occasion: 'orderPlaced', ticketId: null, csat: 1 }],
    });

    for (const status of ['delivered', 'shipped', 'delivered']) {
      await journey.advance('PT1M');
      await tell('S-1', status);
    }
    const occasions = (await surveysOf(orderId)).map(({ occasion }) => occasion).sort();
    expect(occasions).toEqual(['orderDelivered', 'orderPlaced']);
  });

  it('are not sent about an order that was cancelled meanwhile, and not reserved for one of long ago', async () => {
    const before = (await journey.outbox()).length;
    const orderId = await tell('S-2', 'paid');
    await journey.advance('PT1M');
    await tell('S-2', 'cancelled');
    const old = await tell('S-3', 'paid', { placedAt: '2025-06-01T00:00:00Z' });
    await journey.advance('P1D');
    await journey.run('survey-due');
    expect(await surveysOf(orderId)).toMatchObject([{ status: 'notSent', reason: 'orderCancelled' }]);
    expect(await surveysOf(old)).toEqual([]);
    // The survey about the first order's arrival was due in that time, and no other.
    expect((await journey.outbox()).length - before).toBe(1);
  });

  it('keep to one survey a customer in the time that is set', async () => {
    const admin = journey.as('admin');
    await admin.patch(
      '/v1/settings',
      { surveys: { onePer: 'P30D' } },
      ifMatch(await admin.get('/v1/settings')),
    );
    const orderId = await tell('S-4', 'paid');
    await journey.advance('P1D');
    await journey.run('survey-due');
    expect(await surveysOf(orderId)).toMatchObject([{ status: 'notSent', reason: 'recentlySurveyed' }]);
  });
});
