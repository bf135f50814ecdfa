import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Order = {
  id: string;
  version: number;
  customerId: string;
  externalId: string;
  placedAt: string;
  status: string;
  total: { amount: string; currency: string };
  shipments: { trackingNumber: string }[];
  ticketIds: string[];
};
type Page = { items: Order[]; nextCursor?: string };
const order = (reply: Reply): Order => reply.body as Order;
const problem = (reply: Reply): unknown => {
  const { code, errors = [] } = reply.body as { code?: string; errors?: { path: string; code: string }[] };
  return [reply.status, code, ...errors.map(({ path }) => path)];
};

const START = Date.parse('2026-03-02T01:00:00Z');
const cny = (amount: string) => ({ amount, currency: 'CNY' });
/** An order of a shop, changed `minute` minutes after the journey begins. */
const anOrder = (customer: object, minute: number, over: object = {}) => ({
  customer,
  placedAt: '2026-03-01T10:00:00Z',
  status: 'paid',
  total: cny('199.00'),
  lines: [{ sku: 'CUP-1', name: '保温杯', quantity: 1, price: cny('199.00') }],
  sourceUpdatedAt: new Date(START + minute * 60_000).toISOString(),
  ...over,
});

describe('orders over HTTP', () => {
  let journey: Journey;
  let customer1 = '';
  let customer2 = '';
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    const idOf = async (user: string) => ((await journey.as(user).get('/v1/me')).body as { id: string }).id;
    customer1 = await idOf('customer1');
    customer2 = await idOf('customer2');
  });
  afterAll(() => journey.close());

  const put = (number: string, body: unknown, shop = '') =>
    journey.as('admin').put(`/v1/orders/${encodeURIComponent(number)}${shop}`, body);
  const all = async (user: string, path: string): Promise<Order[]> => {
    const items: Order[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const reply = await journey.as(user).get(`${path}${next === '' ? '' : `&cursor=${next}`}`);
      expect(reply.status).toBe(200);
      const page = reply.body as Page;
      items.push(...page.items);
      next = page.nextCursor;
    }
    return items;
  };
  const spendOf = async (customerId: string): Promise<unknown> =>
    ((await journey.as('agent1').get(`/v1/customers/${customerId}`)).body as { spend?: { amount: string } })
      .spend?.amount;

  it('takes an order once, and again only when it is told later', async () => {
    const first = await put('#A 1001', anOrder({ id: customer1 }, 0));
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/orders/${order(first).id}`);
    expect(first.headers.get('etag')).toBe('"1"');
    expect(first.body).toMatchObject({
      externalId: '#A 1001',
      shopId: 'main',
      customerId: customer1,
      placedAt: '2026-03-01T10:00:00.000Z',
      status: 'paid',
      total: cny('199.00'),
      refunded: cny('0.00'),
    });

    const again = await put('#A 1001', anOrder({ id: customer1 }, 0, { status: 'cancelled' }));
    expect([again.status, again.body]).toEqual([200, first.body]);
    const older = await put('#A 1001', anOrder({ id: customer1 }, -5, { status: 'placed' }));
    expect([older.status, older.body]).toEqual([200, first.body]);
    const later = await put(
      '#A 1001',
      anOrder({ id: customer1 }, 5, {
        status: 'returned',
        refunds: [{ amount: cny('199.00'), at: '2026-03-02T01:05:00Z', reason: '杯盖破损' }],
      }),
    );
    expect(later.status).toBe(200);
    expect(later.body).toMatchObject({
      id: order(first).id,
      version: 2,
      status: 'returned',
      refunded: cny('199.00'),
    });
    const read = await journey.as('agent1').get(`/v1/orders/${order(first).id}`);
    expect(read.body).toEqual({ ...(later.body as object), ticketIds: [] });
  });

  it('tells the orders of two shops with the same number apart', async () => {
    const shop = (await journey.as('admin').post('/v1/shops', { name: '二店' })).body as { id: string };
    const [here, there] = [
      await put('7', anOrder({ id: customer1 }, 0)),
      await put('7', anOrder({ id: customer1 }, 0), `?shopId=${shop.id}`),
    ];
    expect([here.status, there.status]).toEqual([201, 201]);
    expect(order(here).id).not.toBe(order(there).id);
    expect(
      problem(await put('7', anOrder({ id: customer1 }, 0), '?shopId=shop_01K5Q8J3M9N4P6R7S8T9V0W1XY')),
    ).toEqual([422, 'unknown_reference', 'shopId']);
    const ofShop = await all('agent1', `/v1/orders?shopId=${shop.id}`);
    expect(ofShop.map(({ id }) => id)).toEqual([order(there).id]);
  });

  it('ends in the newest account when twenty come at once', async () => {
    const minutes = Array.from({ length: 20 }, (_, n) => (n * 7) % 20);
    const replies = await Promise.all(
      minutes.map((minute) =>
        put(
          'RUSH-1',
          anOrder({ phone: '13912340001', name: '赵敏' }, minute, { total: cny(`${100 + minute}.00`) }),
        ),
      ),
    );
    expect(replies.filter(({ status }) => status >= 300).map(({ status }) => status)).toEqual([]);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const last = await put('RUSH-1', anOrder({ phone: '13912340001' }, -1));
    expect(order(last).total).toEqual(cny('119.00'));
    expect(new Set(replies.map((reply) => order(reply).customerId)).size).toBe(1);
    expect(await spendOf(order(last).customerId)).toBe('119.00');
  });

  it('counts twenty orders of one customer that come at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        put(`MANY-${n}`, anOrder({ externalId: 'buyer-20' }, n, { total: cny('10.00') })),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    const ids = new Set(replies.map((reply) => order(reply).customerId));
    expect(ids.size).toBe(1);
    expect(await spendOf([...ids][0] ?? '')).toBe('200.00');
  });

  it('moves the worth of an order with it to another customer', async () => {
    const [from, to] = [
      order(await put('MOVE-0', anOrder({ phone: '13912340002', name: '孙莉' }, 0, { total: cny('50.00') })))
        .customerId,
      order(await put('MOVE-1', anOrder({ externalId: 'mover' }, 0, { total: cny('70.00') }))).customerId,
    ];
    await put('MOVE-1', anOrder({ id: from }, 1, { total: cny('80.00') }));
    expect([await spendOf(from), await spendOf(to)]).toEqual(['130.00', '0.00']);
    const listed = await journey.as('agent1').get(`/v1/customers/${from}/orders`);
    expect((listed.body as Page).items.map(({ externalId }) => externalId).sort()).toEqual([
      'MOVE-0',
      'MOVE-1',
    ]);
    expect(((await journey.as('agent1').get(`/v1/customers/${to}/orders`)).body as Page).items).toEqual([]);
  });

  it('names what is wrong with an order', async () => {
    const unknown = 'cus_01K5Q8J3M9N4P6R7S8T9V0W1XY';
    const cases: [object, unknown[]][] = [
      [anOrder({ id: unknown }, 0), [422, 'unknown_reference', 'customer.id']],
      [anOrder({}, 0), [422, 'invalid_request', 'customer']],
      [anOrder({ id: customer1, phone: '13912340002' }, 0), [422, 'invalid_request', 'customer']],
      [anOrder({ id: customer1 }, 0, { total: cny('1.5') }), [422, 'invalid_request', 'total.amount']],
      [
        anOrder({ id: customer1 }, 0, { total: { amount: '1.00', currency: 'JPY' } }),
        [422, 'invalid_request', 'total.amount'],
      ],
      [anOrder({ id: customer1 }, 0, { note: 'x' }), [422, 'invalid_request', 'note']],
      [anOrder({ id: customer1 }, 0, { status: 'lost' }), [422, 'invalid_request', 'status']],
      [
        anOrder({ id: customer1 }, 0, { refunds: [{ amount: cny('200.00'), at: '2026-03-02T01:05:00Z' }] }),
        [422, 'invalid_request', 'refunds[0].amount'],
      ],
    ];
    for (const [body, expected] of cases) expect(problem(await put('BAD', body))).toEqual(expected);
    expect(problem(await journey.as('agent1').put('/v1/orders/BAD', anOrder({ id: customer1 }, 0)))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await journey.as('agent1').get('/v1/orders/BAD')).status).toBe(404);
  });

  it('shows customers their own orders only', async () => {
    const own = order(await put('OWN-1', anOrder({ id: customer1 }, 0)));
    const others = order(await put('OWN-2', anOrder({ id: customer2 }, 0)));
    const as = journey.as('customer1');
    expect((await as.get(`/v1/orders/${own.id}`)).status).toBe(200);
    expect(problem(await as.get(`/v1/orders/${others.id}`))).toEqual([404, 'not_found']);
    expect(problem(await as.get(`/v1/customers/${customer2}/orders`))).toEqual([404, 'not_found']);
    const mine = await all('customer1', '/v1/orders?limit=2');
    expect(new Set(mine.map(({ customerId }) => customerId))).toEqual(new Set([customer1]));
    expect(mine.map(({ id }) => id)).toContain(own.id);
    expect(await all('customer1', `/v1/orders?customerId=${customer2}`)).toEqual([]);
    expect(problem(await as.put('/v1/orders/OWN-1', anOrder({ id: customer1 }, 9)))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('masks tracking numbers but for the customer and for those who may reveal addresses', async () => {
    const shipments = [
      { carrier: '顺丰', trackingNumber: 'SF1234567890123', shippedAt: '2026-03-02T02:00:00Z' },
    ];
    const made = order(await put('SHIP-1', anOrder({ id: customer1 }, 0, { status: 'shipped', shipments })));
    const seen = async (user: string) =>
      order(await journey.as(user).get(`/v1/orders/${made.id}`)).shipments[0]?.trackingNumber;
    expect(await seen('agent1')).toBe('SF*********0123');
    expect(await seen('analyst1')).toBe('SF*********0123');
    expect(await seen('supervisor1')).toBe('SF1234567890123');
    expect(await seen('customer1')).toBe('SF1234567890123');
  });

  it('lists by every filter what is there, page by page, the last placed first', async () => {
    const statuses = ['placed', 'paid', 'shipped', 'delivered', 'cancelled', 'returned'];
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        put(
          `LIST-${n}`,
          anOrder({ externalId: `lister-${n % 3}` }, n, {
            status: statuses[n % 6],
            placedAt: new Date(START - ((n * 7) % 30) * 3_600_000).toISOString(),
          }),
        ),
      ),
    );
    const everything = (await all('analyst1', '/v1/orders?limit=100')).filter(({ externalId }) =>
      externalId.startsWith('LIST-'),
    );
    expect(everything).toHaveLength(30);
    const lister = everything.find(({ externalId }) => externalId === 'LIST-1')?.customerId ?? '';
    const [after, before] = [START - 20 * 3_600_000, START - 5 * 3_600_000].map((at) =>
      new Date(at).toISOString(),
    );
    const oracle = (fits: (one: Order) => boolean) =>
      everything
        .filter(fits)
        .sort((a, b) => (`${a.placedAt}#${a.id}` < `${b.placedAt}#${b.id}` ? 1 : -1))
        .map(({ externalId }) => externalId);
    const inside = ({ placedAt }: Order) => placedAt > (after ?? '') && placedAt < (before ?? '');
    const queries: [string, (one: Order) => boolean][] = [
      [`customerId=${lister}`, ({ customerId }) => customerId === lister],
      [
        `customerId=${lister}&status=delivered`,
        (one) => one.customerId === lister && one.status === 'delivered',
      ],
      ['status=shipped', ({ status }) => status === 'shipped'],
      [`placedAfter=${after}&placedBefore=${before}`, inside],
      [`status=paid&placedAfter=${after}`, (one) => one.status === 'paid' && one.placedAt > (after ?? '')],
      [
        `customerId=${lister}&placedBefore=${before}`,
        (one) => one.customerId === lister && one.placedAt < (before ?? ''),
      ],
    ];
    for (const [query, fits] of queries) {
      for (const limit of [1, 3, 100]) {
        const found = await all('agent1', `/v1/orders?${query}&limit=${limit}`);
        const ours = found.filter(({ externalId }) => externalId.startsWith('LIST-'));
        expect([query, limit, ours.map(({ externalId }) => externalId)]).toEqual([
          query,
          limit,
          oracle(fits),
        ]);
      }
    }
    const first = (await journey.as('agent1').get('/v1/orders?limit=1')).body as Page;
    expect(problem(await journey.as('agent2').get(`/v1/orders?limit=1&cursor=${first.nextCursor}`))).toEqual([
      400,
      'invalid_cursor',
    ]);
  });

  it('takes orders of the ticket’s own customer into a ticket, and shows the ticket with the order', async () => {
    const own = order(await put('TICKET-1', anOrder({ id: customer1 }, 0)));
    const others = order(await put('TICKET-2', anOrder({ id: customer2 }, 0)));
    const unknown = 'ord_01K5Q8J3M9N4P6R7S8T9V0W1XY';
    const ticket = (orderIds: string[]) => ({
      subject: '杯子漏水',
      body: '刚收到就漏水',
      channel: 'web',
      customerId: customer1,
      orderIds,
    });
    const agent = journey.as('agent1');
    for (const orderIds of [[unknown], [own.id, others.id]]) {
      expect(problem(await agent.post('/v1/tickets', ticket(orderIds)))).toEqual([
        422,
        'unknown_reference',
        `orderIds[${orderIds.length - 1}]`,
      ]);
    }
    const made = await agent.post('/v1/tickets', ticket([own.id]));
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect(order(await agent.get(`/v1/orders/${own.id}`)).ticketIds).toEqual([id]);
    expect(order(await journey.as('customer1').get(`/v1/orders/${own.id}`)).ticketIds).toEqual([id]);
    expect((await agent.get(`/v1/tickets?orderId=${own.id}`)).body).toMatchObject({ items: [{ id }] });

    const change = (body: object) => agent.patch(`/v1/tickets/${id}`, body, { 'if-match': '"1"' });
    expect(problem(await change({ orderIds: [own.id, unknown] }))).toEqual([
      422,
      'unknown_reference',
      'orderIds[1]',
    ]);
    expect(problem(await change({ orderIds: [others.id] }))).toEqual([
      422,
      'unknown_reference',
      'orderIds[0]',
    ]);
    expect(problem(await change({ customerId: customer2 }))).toEqual([422, 'unknown_reference', 'orderIds']);
    const moved = await change({ customerId: customer2, orderIds: [others.id] });
    expect([moved.status, moved.body]).toMatchObject([200, { customerId: customer2, orderIds: [others.id] }]);
    expect(order(await agent.get(`/v1/orders/${own.id}`)).ticketIds).toEqual([]);
    expect(
      problem(
        await journey.as('customer1').post('/v1/tickets', { ...ticket([others.id]), customerId: undefined }),
      ),
    ).toEqual([422, 'unknown_reference', 'orderIds[0]']);
  });
});
