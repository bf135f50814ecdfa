import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '../support/local-stack.ts';

type Worth = { id: string; spend: { amount: string } };
type Order = { id: string; customerId: string };
type List = { items: unknown[] };

let number = 0;
const fresh = (prefix: string): string => `${prefix}-${++number}`;

describe('Whoever tries to break things', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  let supervisor: ReturnType<Journey['as']>;

  beforeAll(async () => {
    journey = await startJourney();
    admin = journey.as('admin');
    supervisor = journey.as('supervisor1');
  }, 60_000);
  afterAll(() => journey.close());

  const customer = async (externalId = fresh('shopper')): Promise<string> => {
    const made = await admin.post('/v1/customers', { name: '李小明', externalIds: [{ id: externalId }] });
    expect(made.status).toBe(201);
    return (made.body as Worth).id;
  };
  const tell = (order: string, externalId: string, second: number, amount = '10.00'): Promise<Reply> =>
    admin.put(`/v1/orders/${order}`, {
      customer: { externalId },
      placedAt: '2026-03-01T10:00:00Z',
      status: 'paid',
      total: { amount, currency: 'CNY' },
      lines: [],
      sourceUpdatedAt: `2026-03-01T12:00:0${second}Z`,
    });
  const spendOf = async (id: string): Promise<string> =>
    ((await admin.get(`/v1/customers/${id}`)).body as Worth).spend.amount;
  const ordersOf = async (id: string): Promise<string[]> =>
    ((await admin.get(`/v1/orders?customerId=${id}`)).body as { items: Order[] }).items.map(
      (each) => each.id,
    );

  it('finds each order counted once, with whom it lies, after a merge, another account and an unmerge', async () => {
    const [shopper, order] = [fresh('shopper'), fresh('order')];
    const [survivor, duplicate] = [await customer(), await customer(shopper)];
    const told = (await tell(order, shopper, 0)).body as Order;
    await supervisor.post(`/v1/customers/${survivor}/merge`, { duplicateId: duplicate });
    expect((await tell(order, shopper, 1)).status).toBe(200);
    expect([await spendOf(survivor), await ordersOf(survivor)]).toEqual(['10.00', [told.id]]);
    await supervisor.post(`/v1/customers/${survivor}/unmerge`, { duplicateId: duplicate });
    await journey.drain();
    expect([await spendOf(survivor), await ordersOf(survivor)]).toEqual(['0.00', []]);
    expect([await spendOf(duplicate), await ordersOf(duplicate)]).toEqual(['10.00', [told.id]]);
    await tell(order, shopper, 2);
    expect([await spendOf(survivor), await spendOf(duplicate)]).toEqual(['0.00', '10.00']);
  });

  it('reads amounts in a copy of the data as everywhere else', async () => {
    const shopper = fresh('shopper');
    const id = await customer(shopper);
    await tell(fresh('order'), shopper, 0, '20000.00');
    const { grades } = (await admin.get(`/v1/customers/${id}/data-copy`)).body as { grades: Worth[] };
    expect(grades.map(({ spend }) => spend)).toEqual([{ amount: '20000.00', currency: 'CNY' }]);
  });

  it('does not lose a name, an e-mail or an address to the mask that an agent was shown', async () => {
    const address = { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区' };
    const made = await admin.post('/v1/customers', {
      name: '欧阳娜娜',
      emails: ['nana@example.com'],
      addresses: [{ ...address, line: '三墩镇淘宝城911号' }],
    });
    const path = `/v1/customers/${(made.body as Worth).id}`;
    const agent = journey.as('agent1');
    const shown = (await agent.get(path)).body as { name: string; emails: string[]; addresses: object[] };
    expect(shown).toMatchObject({ name: '欧阳**', emails: ['n***@example.com'] });
    const { name, emails, addresses } = shown;
    for (const [body, field] of [
      [{ name }, 'name'],
      [{ emails: ['new@example.com', ...emails] }, 'emails[1]'],
      [{ addresses }, 'addresses[0].line'],
    ] as const) {
      const refused = await agent.patch(path, body, { ...ifMatch(made), 'accept-language': 'zh-CN' });
      expect(refused.body).toMatchObject({
        status: 422,
        errors: [{ path: field, message: '是脱敏后的值：请省略，或填写完整内容' }],
      });
    }
    expect((await admin.get(`${path}?reveal=name,email`)).body).toMatchObject({
      version: 1,
      name: '欧阳娜娜',
      emails: ['nana@example.com'],
    });
  });

  it('makes nobody who is not born yet', async () => {
    const refused = await admin.post('/v1/customers', { name: '李小明', birthday: '2090-01-01' });
    expect(refused.body).toMatchObject({ status: 422, errors: [{ path: 'birthday' }] });
  });

  it('does not bring an erased person back by the next account of an order that they had', async () => {
    const phone = '+8615861234321';
    const account = (second: number, over: object = {}) =>
      admin.put('/v1/orders/order-of-nobody', {
        customer: { phone, name: '王小明' },
        placedAt: '2026-03-01T10:00:00Z',
        status: 'paid',
        total: { amount: '10.00', currency: 'CNY' },
        lines: [],
        refunds: [
          { amount: { amount: '1.00', currency: 'CNY' }, at: '2026-03-02T00:00:00Z', reason: `${phone}` },
        ],
        sourceUpdatedAt: `2026-03-01T12:00:0${second}Z`,
        ...over,
      });
    const { id, customerId } = (await account(0)).body as Order;
    expect((await admin.post(`/v1/customers/${customerId}/erase`, {})).status).toBe(202);
    for (const [second, over] of [
      [1, {}],
      [2, { customer: { id: customerId } }],
    ] as const) {
      const told = await account(second, { status: 'delivered', ...over });
      expect(told.body).toMatchObject({ id, customerId, status: 'delivered', version: second + 1 });
      expect(JSON.stringify(told.body)).not.toContain(phone);
    }
    expect(((await admin.get(`/v1/customers?q=${encodeURIComponent(phone)}`)).body as List).items).toEqual(
      [],
    );
    expect((await admin.get(`/v1/customers/${customerId}`)).body).toMatchObject({
      status: 'erased',
      spend: { amount: '0.00' },
    });
    // A new order is a new acquaintance.
    const other = await admin.put('/v1/orders/order-of-somebody', {
      customer: { phone, name: '王小明' },
      placedAt: '2026-03-03T10:00:00Z',
      status: 'paid',
      total: { amount: '10.00', currency: 'CNY' },
      lines: [],
      sourceUpdatedAt: '2026-03-03T12:00:00Z',
    });
    expect(other.status).toBe(201);
    expect((other.body as Order).customerId).not.toBe(customerId);
  });
});
