import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Customer = {
  id: string;
  version: number;
  updatedAt: string;
  grade: { value: string; reasons: string[]; at: string };
  stage: string;
  spend: { amount: string; currency: string };
  behaviour?: { value: string };
  churn?: { risk: number; level: string; reasons: string[] };
};
type Change = { at: string; grade: { value: string; reasons: string[] }; stage: { value: string } };
type Ticket = {
  id: string;
  version: number;
  triage: { grade?: string };
  sla: { policyId: string; clocks: { target: string; dueAt: string }[] };
};

const START = Date.parse('2026-03-02T01:00:00Z');
const DAY = 86_400_000;
const cny = (amount: string) => ({ amount, currency: 'CNY' });
const body = <T>(reply: Reply): T => reply.body as T;

describe('grades over HTTP', () => {
  let journey: Journey;
  let changes = 0;
  beforeAll(async () => {
    journey = await startJourney({ now: START });
  });
  afterAll(() => journey.close());

  const admin = () => journey.as('admin');
  const makeCustomer = async (name: string, phone: string): Promise<string> =>
    body<Customer>(await admin().post('/v1/customers', { name, phones: [phone] })).id;
  const customer = async (id: string): Promise<Customer> =>
    body<Customer>(await admin().get(`/v1/customers/${id}`));
  const history = async (id: string): Promise<Change[]> =>
    body<{ items: Change[] }>(await admin().get(`/v1/customers/${id}/grades`)).items;
  const order = async (number: string, customerId: string, amount: string, more: object = {}) => {
    changes += 1;
    const reply = await admin().put(`/v1/orders/${number}`, {
      customer: { id: customerId },
      placedAt: new Date(await journey.now()).toISOString(),
      status: 'paid',
      total: cny(amount),
      lines: [{ sku: 'CUP-1', name: '保温杯', quantity: 1, price: cny(amount) }],
      sourceUpdatedAt: new Date((await journey.now()) + changes * 1000).toISOString(),
      ...more,
    });
    expect([200, 201], JSON.stringify(reply.body)).toContain(reply.status);
  };
  const openCase = async (from: object): Promise<Ticket> =>
    body<Ticket>(
      await admin().post('/v1/tickets', {
        subject: '什么时候发货',
        body: '请问什么时候发货',
        channel: 'web',
        ...from,
      }),
    );
  const patchSettings = async (patch: object): Promise<void> => {
    const before = await admin().get('/v1/settings');
    const reply = await admin().patch('/v1/settings', patch, ifMatch(before));
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  };
  const review = async (): Promise<void> => {
    await journey.run('customer-review');
    await journey.drain();
  };

  it('says of somebody who never ordered that they are a potential, ordinary customer', async () => {
    const id = await makeCustomer('无单', '+8613800000001');
    expect(await customer(id)).toMatchObject({
      grade: { value: 'ordinary', reasons: ['orders=0'] },
      stage: 'potential',
      spend: cny('0.00'),
    });
    expect(await history(id)).toEqual([]);
  });

  describe('a customer who buys', () => {
    let id = '';
    const phone = '+8613800000002';
    beforeAll(async () => {
      id = await makeCustomer('贵客', phone);
    });

    it('is graded in the write of their order, with the reasons', async () => {
      await order('G-1', id, '199.00');
      expect(await customer(id)).toMatchObject({
        grade: { value: 'ordinary' },
        stage: 'new',
        spend: cny('199.00'),
        behaviour: { value: 'occasional' },
      });
      await order('G-2', id, '9900.00');
      const vip = await customer(id);
      expect(vip).toMatchObject({ grade: { value: 'vip' }, stage: 'new', spend: cny('10099.00') });
      expect(vip.grade.reasons).toContain('spend>=10000.00');
    });

    it('keeps every change of grade and stage, newest first', async () => {
      const [vip, first, ...more] = await history(id);
      expect(vip).toMatchObject({ grade: { value: 'vip' }, stage: { value: 'new' } });
      expect(vip?.grade.reasons).toContain('spend>=10000.00');
      expect(first).toMatchObject({ grade: { value: 'ordinary' }, stage: { value: 'new' } });
      expect(more).toEqual([]);
    });

    it('pages through the history', async () => {
      const path = `/v1/customers/${id}/grades?limit=1`;
      const one = body<{ items: Change[]; nextCursor?: string }>(await admin().get(path));
      const two = body<{ items: Change[]; nextCursor?: string }>(
        await admin().get(`${path}&cursor=${one.nextCursor}`),
      );
      expect([...one.items, ...two.items]).toEqual(await history(id));
      expect(two.nextCursor).toBeUndefined();
    });

    it('loses the grade when what earned it is cancelled, and gets it back', async () => {
      await order('G-2', id, '9900.00', { status: 'cancelled' });
      expect(await customer(id)).toMatchObject({ grade: { value: 'ordinary' }, spend: cny('199.00') });
      await order('G-2', id, '9900.00', { status: 'paid' });
      expect(await customer(id)).toMatchObject({ grade: { value: 'vip' }, spend: cny('10099.00') });
    });

    it('is told to no agent as a risk before there is one, and never to the customer themselves', async () => {
      expect((await customer(id)).churn).toMatchObject({ level: expect.any(String) as string });
      const mine = body<{ id: string }>(await journey.as('customer1').get('/v1/me')).id;
      await order('G-10', mine, '10.00');
      const own = await journey.as('customer1').get(`/v1/customers/${mine}`);
      expect(own.body).toMatchObject({ grade: { value: 'ordinary' }, stage: 'new' });
      expect(own.body).not.toHaveProperty('churn');
      expect((await journey.as('customer1').get(`/v1/customers/${mine}/grades`)).status).toBe(404);
      expect((await journey.as('agent1').get(`/v1/customers/${mine}`)).body).toHaveProperty('churn');
    });

    it('gets the promises that a policy makes to their grade, however they are named', async () => {
      const calendars = body<{ items: { id: string }[] }>(await admin().get('/v1/calendars'));
      const made = await admin().post('/v1/sla-policies', {
        name: 'VIP',
        position: 0,
        conditions: { grade: ['vip'] },
        calendarId: calendars.items[0]?.id,
        targets: { firstResponse: { duration: 'PT10M' }, resolution: { duration: 'PT4H' } },
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const vip = body<{ id: string }>(made).id;
      const byId = await openCase({ customerId: id });
      const byPhone = await openCase({ customer: { name: '贵客', phone } });
      const other = await openCase({ customer: { name: '路人', phone: '+8613800000003' } });
      expect([byId, byPhone].map(({ sla }) => sla.policyId)).toEqual([vip, vip]);
      expect([byId, byPhone, other].map(({ triage }) => triage.grade)).toEqual(['vip', 'vip', 'ordinary']);
      expect(other.sla.policyId).not.toBe(vip);
    });

    it('keeps a running promise when the grade changes, and gets another at the next case', async () => {
      const running = await openCase({ customerId: id });
      await order('G-2', id, '9900.00', { status: 'returned' });
      const told = await admin().patch(
        `/v1/tickets/${running.id}`,
        { subject: '还没发货' },
        { 'if-match': `"${running.version}"` },
      );
      expect(body<Ticket>(told)).toMatchObject({
        triage: { grade: 'vip' },
        sla: { policyId: running.sla.policyId },
      });
      expect((await openCase({ customer: { name: '贵客', phone } })).triage.grade).toBe('ordinary');
    });
  });

  it('finds out by the clock alone who has stopped buying, and when they come back', async () => {
    const id = await makeCustomer('常客', '+8613800000004');
    const placed = (daysAgo: number) => ({ placedAt: new Date(START - daysAgo * DAY).toISOString() });
    await order('G-20', id, '80.00', placed(60));
    await order('G-21', id, '80.00', placed(40));
    await order('G-22', id, '80.00', placed(20));
    expect(await customer(id)).toMatchObject({ grade: { value: 'ordinary' }, stage: 'active' });

    await journey.advance('P69D');
    await review();
    expect(await customer(id)).toMatchObject({ stage: 'active' });
    await journey.advance('P3D');
    await review();
    const gone = await customer(id);
    expect(gone).toMatchObject({
      grade: { value: 'churned', reasons: ['silence>P90D'] },
      stage: 'churned',
    });
    expect((await history(id))[0]).toMatchObject({ grade: { value: 'churned' } });
    expect((await openCase({ customer: { name: '常客', phone: '+8613800000004' } })).triage.grade).toBe(
      'churned',
    );

    await review();
    expect((await customer(id)).version).toBe(gone.version);
    await order('G-23', id, '80.00');
    expect(await customer(id)).toMatchObject({ grade: { value: 'ordinary' }, stage: 'returning' });
  });

  it('hears complaints', async () => {
    const id = await makeCustomer('怨客', '+8613800000005');
    await order('G-30', id, '80.00');
    const before = await customer(id);
    await openCase({ customerId: id, kind: 'complaint', subject: '太差了' });
    await journey.advance('P8D');
    await review();
    const after = await customer(id);
    expect(after.churn?.reasons).toContain('complaints=1');
    expect(after.churn?.risk).toBeGreaterThan(before.churn?.risk ?? 1);
  });

  it('judges everybody anew by changed thresholds, in the night after', async () => {
    const id = await makeCustomer('新贵', '+8613800000006');
    await order('G-40', id, '500.00');
    expect((await customer(id)).grade.value).toBe('ordinary');
    await review();
    await patchSettings({ grades: { vip: { spend: '400.00' } } });
    await review();
    expect((await customer(id)).grade).toMatchObject({ value: 'vip', reasons: ['spend>=400.00'] });
    const settled = await customer(id);
    await review();
    expect((await customer(id)).version).toBe(settled.version);
    await patchSettings({ grades: null });
    await order('G-41', id, '1.00');
    expect((await customer(id)).grade.value).toBe('ordinary');
  });

  it('refuses thresholds that are none', async () => {
    const before = await admin().get('/v1/settings');
    for (const patch of [
      { grades: { vip: { spend: 'many' } } },
      { grades: { vip: { purchases: 0 } } },
      { currency: 'XXQ' },
      { churn: { high: 2 } },
    ]) {
      expect((await admin().patch('/v1/settings', patch, ifMatch(before))).status).toBe(422);
    }
  });
});
