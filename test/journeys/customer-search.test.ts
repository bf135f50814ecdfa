import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingsOf } from '#shared/domain/customers/han.ts';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Page = { items: { id: string; name: string; tags: string[] }[]; nextCursor?: string };
type Made = { id: string; name: string; phone: string; email: string; tags: string[]; at: number };

const page = (reply: Reply): Page => {
  expect(reply.status).toBe(200);
  return reply.body as Page;
};
const problem = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];
const field = (reply: Reply): unknown =>
  (reply.body as { errors?: { path: string; code: string }[] }).errors?.map(({ path, code }) => [path, code]);
const last = (reply: Reply): string => (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';

const surnames = [...'李王张刘陈单曾仇乐', '欧阳', 'Smith '];
const givens = ['雷', '娜', '小明', '德华', '乐乐', '行', '德', 'Anna'];

describe('finding customers over HTTP', () => {
  let journey: Journey;
  const people: Made[] = [];
  /** The sample customers, who were there before. */
  const others = new Set<string>();
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    const wanted = Array.from({ length: 300 }, (_, n) => ({
      name: `${surnames[n % surnames.length]}${givens[Math.floor(n / surnames.length) % givens.length]}`,
      phone: `+8613${String(800000000 + n * 7919).padStart(9, '0')}`,
      email: `person${n}.${n % 7}@example.com`,
      tags: n % 5 === 0 ? ['type:vip', 'seen'] : n % 3 === 0 ? ['type:new'] : [],
    }));
    for (const user of ['customer1', 'customer2'])
      others.add(((await journey.as(user).get('/v1/me')).body as { id: string }).id);
    for (let from = 0; from < wanted.length; from += 10) {
      const made = await Promise.all(
        wanted.slice(from, from + 10).map(async ({ phone, email, ...rest }) => {
          const reply = await journey
            .as('agent1')
            .post('/v1/customers', { ...rest, phones: [phone], emails: [email] });
          expect(reply.status).toBe(201);
          return { id: last(reply), phone, email, ...rest, at: 0 };
        }),
      );
      people.push(...made);
    }
  }, 300_000);
  afterAll(() => journey.close());

  const asked = async (query: Record<string, string>, user = 'agent1'): Promise<string[]> => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams({ ...query, ...(cursor === undefined ? {} : { cursor }) });
      const one = page(await journey.as(user).get(`/v1/customers?${search}`));
      expect(one.items.length).toBeLessThanOrEqual(Number(query['limit'] ?? 50));
      found.push(...one.items.map(({ id }) => id));
      cursor = one.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(found).size).toBe(found.length);
    return found;
  };
  const expected = (fits: (one: Made) => boolean): string[] =>
    people
      .filter(fits)
      .map(({ id }) => id)
      .sort();
  const search = async (q: string, more: Record<string, string> = {}): Promise<string[]> =>
    (await asked({ q, ...more })).filter((id) => !others.has(id)).sort();

  const sounds = (name: string): string[] =>
    [...name.toLowerCase().replace(' ', '')].reduce<string[]>(
      (before, one) =>
        before.flatMap((start) =>
          (/[a-z]/.test(one) ? [one] : readingsOf(one)).map((sound) => start + sound),
        ),
      [''],
    );

  it('finds by part of a name in characters, page by page, everybody once', async () => {
    for (const q of ['李', '德', '乐乐', '乐', '欧阳', '陽娜', '華', '李雷'])
      for (const limit of ['7', '100'])
        expect(await search(q, { limit })).toEqual(
          expected(({ name }) => name.includes(q.replace('陽', '阳').replace('華', '华'))),
        );
  });

  it('finds by pinyin, with and without spaces, in every reading', async () => {
    for (const q of [
      'li',
      'ouyang',
      'ou yang na',
      'shan',
      'dan',
      'chanle',
      'zengde',
      'yuexing',
      'lehang',
      'smith',
    ])
      expect(await search(q, { limit: '9' })).toEqual(
        expected(({ name }) => {
          const text = q.replaceAll(' ', '');
          const parts = sounds(name).flatMap((one) => [one, ...(one.includes(text) ? [one] : [])]);
          return parts.some((one) => one.startsWith(text)) || startsInside(name, text);
        }),
      );
  });

  /** Some later part of the name sounds so, or has these initials. */
  const startsInside = (name: string, text: string): boolean => {
    const units = name.match(/[a-z]+|\p{Script=Han}/giu) ?? [];
    return units.some((_, n) => {
      const rest = units.slice(n).join(' ').trim();
      const initials = units
        .slice(n)
        .reduce<string[]>(
          (before, unit) =>
            before.flatMap((start) =>
              (/[a-z]/i.test(unit) ? [unit.toLowerCase()] : readingsOf(unit)).map((one) => start + one[0]),
            ),
          [''],
        );
      return (
        sounds(rest.replaceAll(' ', '')).some((one) => one.startsWith(text)) ||
        initials.some((one) => one.startsWith(text))
      );
    });
  };

  it('finds by initials', async () => {
    for (const q of ['ldh', 'OYN', 'sa'])
      expect(await search(q)).toEqual(expected(({ name }) => startsInside(name, q.toLowerCase())));
  });

  it('finds by the first and the last digits of a phone and by the start of an e-mail', async () => {
    const { phone, email } = people[123] as Made;
    for (const q of ['138', phone.slice(3, 8), phone.slice(3, 10), '86138', '+86138'])
      expect(await search(q, { limit: '40' })).toEqual(
        expected((one) => one.phone.slice(3).startsWith(q.replace(/^\+?86/, ''))),
      );
    for (const q of [phone.slice(-4), phone.slice(-7)])
      expect(await search(q)).toEqual(expected((one) => one.phone.endsWith(q)));
    for (const q of ['person12', 'PERSON', email.slice(0, 9), email])
      expect(await search(q, { limit: '100' })).toEqual(
        expected((one) => one.email.startsWith(q.toLowerCase())),
      );
  });

  it('finds by everything that names one customer', async () => {
    const { id, phone } = people[42] as Made;
    const ticket = await journey.as('agent1').post('/v1/tickets', {
      subject: '请问',
      body: '几天能到？',
      channel: 'web',
      customerId: id,
    });
    const { number, id: ticketId } = ticket.body as { number: string; id: string };
    const order = await journey.as('admin').put('/v1/orders/SO-2026-0042?shopId=main', {
      customer: { id },
      placedAt: '2026-03-01T08:00:00Z',
      status: 'paid',
      total: { amount: '10.00', currency: 'CNY' },
      lines: [{ sku: 'a', name: 'A', quantity: 1, price: { amount: '10.00', currency: 'CNY' } }],
      sourceUpdatedAt: '2026-03-01T08:00:00Z',
    });
    expect(order.status).toBe(201);
    const orderId = (order.body as { id: string }).id;
    for (const q of [id, phone, number, number.toLowerCase(), ticketId, 'SO-2026-0042', orderId])
      expect(await search(q)).toEqual([id]);
    expect(await search('cus_00000000000000000000000000')).toEqual([]);
    // A number tells no more than its case would: supervisor1's own case is not for agents.
    const teams = page(await journey.as('admin').get('/v1/teams')).items;
    const lead = teams.find(({ name }) => name === 'service-lead')?.id;
    const hidden = await journey.as('supervisor1').post('/v1/tickets', {
      subject: 'x',
      body: 'x',
      channel: 'web',
      customerId: id,
      teamId: lead,
    });
    expect(hidden.status).toBe(201);
    const secret = (hidden.body as { number: string }).number;
    expect(await asked({ q: secret }, 'supervisor1')).toEqual([id]);
    expect(await asked({ q: secret })).toEqual([]);
  });

  it('filters what it finds, and lists by tag, by dimension and by time', async () => {
    expect(await search('李', { tag: 'type:vip' })).toEqual(
      expected(({ name, tags }) => name.includes('李') && tags.includes('type:vip')),
    );
    expect((await asked({ tag: 'type:vip', limit: '13' })).sort()).toEqual(
      expected(({ tags }) => tags.includes('type:vip')),
    );
    expect((await asked({ tag: 'stage:potential', q: 'smith' })).length).toBeGreaterThan(0);
    expect(await asked({ tag: 'stage:active' })).toEqual([]);
    const later = (await asked({ tag: 'seen', createdAfter: '2026-03-02T01:00:00Z' })).sort();
    expect(later).toEqual(expected(({ tags }) => tags.includes('seen')));
    expect(await asked({ createdBefore: '2026-03-02T01:00:00Z' })).toEqual([]);
    expect((await asked({ grade: 'ordinary' })).length).toBeGreaterThanOrEqual(people.length);
  });

  it('lists by what customers spent', async () => {
    const spenders = people.slice(60, 66);
    for (const [n, { id }] of spenders.entries()) {
      const amount = `${(n + 1) * 100}.50`;
      const reply = await journey.as('admin').put(`/v1/orders/SPEND-${n}?shopId=main`, {
        customer: { id },
        placedAt: '2026-03-01T08:00:00Z',
        status: 'paid',
        total: { amount, currency: 'CNY' },
        lines: [{ sku: 'a', name: 'A', quantity: 1, price: { amount, currency: 'CNY' } }],
        sourceUpdatedAt: '2026-03-01T08:00:00Z',
      });
      expect(reply.status).toBe(201);
    }
    const byWorth = spenders.map(({ id }) => id).reverse();
    expect(await asked({ spendMin: '100', limit: '4' })).toEqual(byWorth);
    expect(await asked({ spendMin: '200.50', spendMax: '500.5', sort: '-spend' })).toEqual(
      byWorth.slice(1, 5),
    );
    expect((await asked({ sort: '-spend', limit: '100' })).slice(0, 6)).toEqual(byWorth);
    const newest = await asked({ spendMin: '100', sort: '-createdAt', grade: 'ordinary' });
    expect(newest.sort()).toEqual(byWorth.toSorted());
    expect((await asked({ stage: 'new' })).length).toBeGreaterThanOrEqual(6);
    expect(await asked({ tag: 'behaviour:occasional', spendMin: '100', spendMax: '200' })).toEqual([
      byWorth.at(-1),
    ]);
  });

  it('refuses what nobody can be found by, and orders that it does not know', async () => {
    const get = (query: string): Promise<Reply> => journey.as('agent1').get(`/v1/customers?${query}`);
    for (const q of ['*', '%25', 'x', '7', '%F0%9F%98%80']) {
      const reply = await get(`q=${q}`);
      expect(problem(reply)).toEqual([422, 'filter_too_broad']);
      expect(field(reply)).toEqual([['q', 'filter_too_broad']]);
    }
    for (const query of [
      'q=',
      `q=${'a'.repeat(201)}`,
      'q=li&sort=-spend',
      'spendMin=x',
      'sort=name',
      'q=%00',
    ])
      expect([422, 400]).toContain((await get(query)).status);
    expect((await get(`q=${'a'.repeat(10_000)}`)).status).toBe(414);
  });

  it('is for those who may search, and leaves a trace without the words', async () => {
    expect(problem(await journey.as('analyst1').get('/v1/customers?q=li'))).toEqual([403, 'forbidden']);
    expect(problem(await journey.as('customer1').get('/v1/customers?q=li'))).toEqual([403, 'forbidden']);
    const before = await journey.as('agent1').get('/v1/customers?q=欧阳娜&limit=1');
    const { nextCursor } = page(before);
    expect(nextCursor).toBeDefined();
    for (const [user, q] of [
      ['supervisor1', '欧阳娜'],
      ['agent1', '欧阳'],
    ] as const) {
      const stolen = await journey.as(user).get(`/v1/customers?q=${q}&limit=1&cursor=${nextCursor}`);
      expect(problem(stolen)).toEqual([400, 'invalid_cursor']);
    }
    const trail = await journey.as('admin').get('/v1/audit-events?action=customer.searched');
    expect(trail.status).toBe(200);
    const text = JSON.stringify(trail.body);
    expect(text).toContain('customer.searched');
    // Digits by themselves: ids and digests hold any three of them by chance.
    expect(text).not.toMatch(/欧阳|ouyang|(?<![0-9A-Za-z-])138\d*(?![0-9A-Za-z-])/);
  });

  it('no longer finds by a name or a phone that was given up, nor who was archived', async () => {
    const made = await journey
      .as('agent1')
      .post('/v1/customers', { name: '诸葛孔明', phones: ['+8618900001111'], tags: ['tier:basic'] });
    const path = made.headers.get('location') ?? '';
    const id = last(made);
    for (const q of ['诸葛', 'zhuge', '孔明', '1890000', '1111']) expect(await search(q)).toEqual([id]);

    const renamed = await journey
      .as('agent1')
      .patch(path, { name: '司马懿', phones: ['+8618900002222'], tags: ['tier:exclusive'] }, ifMatch(made));
    expect(renamed.status).toBe(200);
    for (const q of ['诸葛', 'zhuge', '孔明', '1111']) expect(await search(q)).toEqual([]);
    for (const q of ['司馬', 'sima', 'smy', '1890000', '2222']) expect(await search(q)).toEqual([id]);
    expect(await asked({ tag: 'tier:basic' })).toEqual([]);
    expect(await asked({ tag: 'tier:exclusive' })).toEqual([id]);

    const gone = await journey.as('agent1').delete(path, undefined, ifMatch(renamed));
    expect(gone.status).toBe(204);
    for (const q of ['司马', 'sima', '2222', '+8618900002222']) expect(await search(q)).toEqual([]);
    expect(await search(id)).toEqual([id]);
    expect(await asked({ tag: 'tier:exclusive' })).toEqual([]);
    expect(await asked({ tag: 'tier:exclusive', status: 'archived' })).toEqual([id]);
  });

  it('keeps what finds somebody right when several people change them at once', async () => {
    const made = await journey.as('agent1').post('/v1/customers', { name: '公孙瓒' });
    const path = made.headers.get('location') ?? '';
    const names = ['夏侯惇', '夏侯渊', '皇甫嵩', '令狐冲'];
    const replies = await Promise.all(
      names.map((name) => journey.as('agent1').patch(path, { name }, ifMatch(made))),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const winner = names[replies.findIndex(({ status }) => status === 200)];
    for (const name of ['公孙瓒', ...names])
      expect(await search(name)).toEqual(name === winner ? [last(made)] : []);
  });

  it('takes one known value of each dimension, and none that is computed', async () => {
    const post = (tags: string[]): Promise<Reply> =>
      journey.as('agent1').post('/v1/customers', { name: 'Tag', tags });
    for (const tags of [['type:gold'], ['type:vip', 'type:new'], ['stage:active'], ['behaviour:frequent']]) {
      const reply = await post(tags);
      expect(problem(reply)).toEqual([422, 'invalid_request']);
      expect(field(reply)).toMatchObject([[expect.stringMatching(/^tags\[\d\]$/), 'invalid']]);
    }
    const made = await post(['type:old', 'tier:advanced', 'ref:42', 'blue']);
    expect(made.body).toMatchObject({
      dimensions: { type: 'old', tier: 'advanced', behaviour: 'none', stage: 'potential' },
      tags: ['type:old', 'tier:advanced', 'ref:42', 'blue'],
    });

    const settings = await journey.as('admin').get('/v1/settings');
    const changed = await journey
      .as('admin')
      .patch('/v1/settings', { tagDimensions: { type: ['gold'] } }, ifMatch(settings));
    expect(changed.status).toBe(200);
    expect((await post(['type:gold'])).status).toBe(201);
    const path = made.headers.get('location') ?? '';
    const kept = await journey.as('agent1').patch(path, { tags: ['type:old', 'green'] }, ifMatch(made));
    expect(kept.status).toBe(200);
    await journey.as('admin').patch('/v1/settings', { tagDimensions: null }, ifMatch(changed));
  });
});
