import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
type Body = Record<string, unknown>;
const body = (reply: Reply): Body => reply.body as Body;
const problem = (reply: Reply): unknown[] => [reply.status, body(reply)['code'], body(reply)['detail']];
const errors = (reply: Reply): unknown =>
  (body(reply)['errors'] as { path: string }[]).map(({ path }) => path);
const cny = (amount: string) => ({ amount, currency: 'CNY' });

describe('rules of customers and their orders', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    admin = journey.as('admin');
  });
  afterAll(() => journey.close());

  let people = 0;
  const aCustomer = async (over: object = {}): Promise<Reply> => {
    people += 1;
    const reply = await admin.post('/v1/customers', {
      name: '陈静',
      phones: [`+8615700157${100 + people}`],
      ...over,
    });
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    return reply;
  };
  const pathOf = (reply: Reply): string => `/v1/customers/${String(body(reply)['id'])}`;
  const read = (path: string): Promise<Reply> => admin.get(path);
  const anOrder = (customer: object, over: object = {}) => ({
    customer,
    placedAt: '2026-03-01T10:00:00Z',
    status: 'shipped',
    total: cny('12000.00'),
    lines: [{ sku: 'TEA', name: '龙井', quantity: 1, price: cny('12000.00') }],
    sourceUpdatedAt: '2026-03-01T10:00:00Z',
    ...over,
  });

  it('refuse an order from the future, a day ahead being a matter of clocks', async () => {
    const customer = { id: body(await aCustomer())['id'] };
    for (const field of ['placedAt', 'sourceUpdatedAt']) {
      const late = await admin.put('/v1/orders/F-1', anOrder(customer, { [field]: '2026-03-03T01:10:00Z' }));
      expect([late.status, errors(late)]).toEqual([422, [field]]);
      const tomorrow = { [field]: '2026-03-03T00:50:00Z' };
      expect((await admin.put(`/v1/orders/F-${field}`, anOrder(customer, tomorrow))).status).toBe(201);
    }
  });

  it('refuse a note about an archived customer and say why, in the language that is asked for', async () => {
    const customer = await aCustomer();
    expect((await admin.delete(pathOf(customer), undefined, ifMatch(customer))).status).toBeLessThan(300);
    const note = (headers = {}) => admin.post(`${pathOf(customer)}/notes`, { body: 'Called back' }, headers);

    expect(problem(await note())).toEqual([
      409,
      'conflict',
      'The customer is archived. Make them active first.',
    ]);
    expect(problem(await note({ 'accept-language': 'zh-CN' }))).toEqual([
      409,
      'conflict',
      '该客户已归档，请先恢复。',
    ]);
  });

  it('say why records cannot be merged, parted or erased', async () => {
    const [one, two, three] = [await aCustomer(), await aCustomer(), await aCustomer()];
    const idOf = (reply: Reply): unknown => body(reply)['id'];
    const unmerge = await admin.post(`${pathOf(one)}/unmerge`, { duplicateId: idOf(two) }, ifMatch(one));
    expect(problem(unmerge)).toEqual([409, 'conflict', 'These two records are not merged.']);

    const merged = await admin.post(`${pathOf(one)}/merge`, { duplicateId: idOf(two) }, ifMatch(one));
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    const again = await admin.post(`${pathOf(three)}/merge`, { duplicateId: idOf(two) }, ifMatch(three));
    expect(problem(again)).toEqual([
      409,
      'conflict',
      'The customer’s record was merged into another one. Name that one.',
    ]);

    const held = await admin.post(`${pathOf(three)}/legal-hold`, { hold: true });
    expect(held.status, JSON.stringify(held.body)).toBe(200);
    const erased = await admin.post(`${pathOf(three)}/erase`, {}, ifMatch(held));
    expect(problem(erased)).toEqual([
      409,
      'conflict',
      'The customer’s records are under a legal hold. Lift it first.',
    ]);
  });

  it('blame the second tag of a dimension, not the first', async () => {
    const reply = await admin.post('/v1/customers', {
      name: '陈静',
      phones: ['+8615700157999'],
      tags: ['type:vip', 'quiet', 'type:new'],
    });

    expect([reply.status, errors(reply)]).toEqual([422, ['tags[2]']]);
  });

  it('bind a cursor to the size of its pages', async () => {
    const page = body(await admin.get('/v1/customers?limit=1'));
    const cursor = String(page['nextCursor']);

    expect((await admin.get(`/v1/customers?limit=1&cursor=${cursor}`)).status).toBe(200);
    const other = await admin.get(`/v1/customers?limit=2&cursor=${cursor}`);
    expect(problem(other).slice(0, 2)).toEqual([400, 'invalid_cursor']);
  });

  it('take the numbers of parcels out of the orders of who is erased, now and in later accounts', async () => {
    const customer = await aCustomer();
    const by = { id: body(customer)['id'] };
    const shipments = [{ carrier: 'SF', trackingNumber: 'SF1234567890123', status: 'on its way' }];
    const order = await admin.put('/v1/orders/T-1', anOrder(by, { shipments }));
    const orderPath = `/v1/orders/${String(body(order)['id'])}`;
    const parcels = async () => body(await read(orderPath))['shipments'];
    expect(await parcels()).toMatchObject([{ trackingNumber: 'SF1234567890123' }]);

    const fresh = await read(pathOf(customer));
    expect((await admin.post(`${pathOf(customer)}/erase`, {}, ifMatch(fresh))).status).toBe(202);
    await journey.run('customer-review');
    await journey.drain();
    expect(await parcels()).toEqual([{ carrier: 'SF', trackingNumber: '', status: 'on its way' }]);

    const later = { shipments, status: 'delivered', sourceUpdatedAt: '2026-03-01T12:00:00Z' };
    expect((await admin.put('/v1/orders/T-1', anOrder(by, later))).status).toBe(200);
    expect(await parcels()).toMatchObject([{ trackingNumber: '' }]);
    expect(body(await read(orderPath))['status']).toBe('delivered');
  });

  it('grade nobody who has said no to being profiled, until they say yes again', async () => {
    const customer = await aCustomer();
    const path = pathOf(customer);
    const tell = (n: number) => admin.put(`/v1/orders/P-${n}`, anOrder({ id: body(customer)['id'] }));
    const say = (state: string) =>
      admin.post(`${path}/consents`, { purpose: 'profiling', state, source: 'phone', textVersion: '1' });
    const worth = async () => {
      const { grade, spend, lifetimeValue, churn } = body(await read(path)) as Record<
        string,
        Body | undefined
      >;
      return [
        grade?.['value'],
        grade?.['reasons'],
        spend?.['amount'],
        lifetimeValue?.['amount'],
        churn !== undefined,
      ];
    };
    await tell(1);
    expect(await worth()).toEqual(['vip', expect.anything(), '12000.00', expect.anything(), true]);

    expect((await say('withdrawn')).status).toBe(201);
    expect(await worth()).toEqual(['ordinary', ['profiling=withdrawn'], '12000.00', '0.00', false]);
    await tell(2);
    expect(await worth()).toEqual(['ordinary', ['profiling=withdrawn'], '24000.00', '0.00', false]);
    await journey.advance('P40D');
    await journey.run('customer-review');
    expect((await worth())[0]).toBe('ordinary');

    expect((await say('granted')).status).toBe(201);
    expect((await worth())[0]).toBe('vip');
  });
});
