import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { archiveCustomer } from '#shared/app/customers/archive-customer.ts';
import { createCustomer } from '#shared/app/customers/create-customer.ts';
import { findOrMakeCustomer, findOrMakeWants } from '#shared/app/customers/find-or-make.ts';
import { getCustomer } from '#shared/app/customers/get-customer.ts';
import { listCustomers } from '#shared/app/customers/list-customers.ts';
import { lookupDigest } from '#shared/app/customers/lookups.ts';
import { updateCustomer } from '#shared/app/customers/update-customer.ts';
import { LostRace } from '#shared/app/ports.ts';
import { ref } from '#shared/app/records.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const agent = callerWith('agent');
const phone = '+8613812345678';
const body = {
  name: '欧阳娜娜',
  phones: ['138 1234 5678', '１３８１２３４５６７８'],
  emails: ['Nana@Example.COM'],
  addresses: [
    {
      country: 'CN',
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
      line: '文三路1号',
      postcode: '310012',
    },
  ],
  externalIds: [{ id: 'tb-1' }],
  birthday: '1990-02-28',
  tags: ['VIP', 'vip'],
};

let store: MemoryStore;
let desk: ReturnType<typeof operationsOn>;
beforeEach(() => {
  store = memoryStore();
  desk = operationsOn(store);
});

const add = async (over: object = {}) => {
  const { body: made } = await desk.call(createCustomer, agent, {
    route: customerRoutes['customers/create-customer'],
    body: { ...body, ...over },
  });
  if (!made) throw new Error('a customer was expected');
  return made;
};
const read = (id: string, caller = agent) =>
  desk.call(getCustomer, caller, { route: customerRoutes['customers/get-customer'], params: { id } });
const patch = (id: string, ifMatch: number, change: object) =>
  desk.call(updateCustomer, agent, {
    route: customerRoutes['customers/update-customer'],
    params: { id },
    ifMatch,
    body: change,
  });
const archive = (id: string, ifMatch: number) =>
  desk.call(archiveCustomer, agent, {
    route: customerRoutes['customers/archive-customer'],
    params: { id },
    ifMatch,
  });
const list = (query: object, caller = agent) =>
  desk.call(listCustomers, caller, { route: customerRoutes['customers/list-customers'], query });
const holders = (value: string) =>
  store.one(ref('customerLookup', lookupDigest(value, desk)))?.customerIds ?? [];
const code = (value: string) => expect.objectContaining({ code: value });

describe('a new customer', () => {
  it('is kept in one spelling and answered masked', async () => {
    const made = await add();

    expect(made).toMatchObject({
      version: 1,
      status: 'active',
      name: '欧阳**',
      phones: ['+86138****5678'],
      emails: ['N***@example.com'],
      addresses: [{ district: '西湖区', line: '***' }],
      tags: ['vip'],
      externalIds: [{ shopId: 'main', id: 'tb-1' }],
      createdAt: '2026-03-02T09:00:00.000Z',
    });
    expect(store.one(ref('customer', made.id))).toMatchObject({
      name: '欧阳娜娜',
      phones: [phone],
      emails: ['Nana@example.com'],
    });
    expect(holders(`phone:${phone}`)).toEqual([made.id]);
  });

  it('keeps personal values out of every key, but for the name that search entries begin with', async () => {
    await add({ emails: ['Liang@Example.COM'] });
    for (const item of store.items.values()) {
      const keys = Object.entries(item).filter(([name]) => /^(?:pk|sk|g\d[ps]k)$/.test(name));
      expect(JSON.stringify(keys)).not.toMatch(/138|5678|liang|example|tb-1/i);
      if (item['t'] !== 'searchToken') expect(JSON.stringify(keys)).not.toMatch(/欧阳|nana/i);
    }
  });

  it('may share a phone; the first holder is the one who is found by it', async () => {
    const first = await add();
    const second = await add({ name: '李雷', emails: [], externalIds: [] });
    expect(holders(`phone:${phone}`)).toEqual([first.id, second.id]);
  });

  it.each([
    ['name', { name: ' \u200B' }],
    ['phones', { phones: ['12'] }],
    ['emails', { emails: ['a@b'] }],
    ['addresses', { addresses: [{ country: 'CN' }] }],
    ['birthday', { birthday: '2026-02-30' }],
    ['timeZone', { timeZone: 'Mars/Base' }],
    ['unknown', { status: 'archived' }],
  ])('is refused with a broken %s', async (_, broken) => {
    await expect(add(broken)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(store.items.size).toBe(0);
  });

  it('cannot belong to a shop that is not there', async () => {
    await expect(
      add({ externalIds: [{ shopId: 'shop_00000000000000000000000009', id: '1' }] }),
    ).rejects.toEqual(code('unknown_reference'));
  });
});

describe('reading a customer', () => {
  it('is masked for staff and whole for the customer, to whom others are not there', async () => {
    const { id } = await add();
    const other = await add({ phones: ['13900000001'], emails: [], externalIds: [] });
    const self = callerWith('customer', { id });

    expect((await read(id)).body).toMatchObject({ name: '欧阳**', phones: ['+86138****5678'] });
    expect((await read(id, callerWith('admin'))).body).toMatchObject({ name: '欧阳**' });
    expect((await read(id, self)).body).toMatchObject({
      name: '欧阳娜娜',
      phones: [phone],
      addresses: [{ line: '文三路1号' }],
    });
    await expect(read(other.id, self)).rejects.toEqual(code('not_found'));
    await expect(read('cus_00000000000000000000000000')).rejects.toEqual(code('not_found'));
  });
});

describe('a changed customer', () => {
  it('is found by what they have now and no longer by what they had', async () => {
    const { id } = await add();
    const { version } = await patch(id, 1, { phones: ['13900000002'], emails: null });

    expect(version).toBe(2);
    expect(holders(`phone:${phone}`)).toEqual([]);
    expect(holders('email:nana@example.com')).toEqual([]);
    expect(holders('phone:+8613900000002')).toEqual([id]);
  });

  it('hands a phone on to its next holder', async () => {
    const first = await add();
    const second = await add({ name: '李雷', emails: [], externalIds: [] });
    await patch(first.id, 1, { phones: [] });
    expect(holders(`phone:${phone}`)).toEqual([second.id]);
  });

  it('keeps what is not named, loses what is null, and cannot lose the name', async () => {
    const { id } = await add();
    await patch(id, 1, { birthday: null, tags: ['new'] });
    expect(store.one(ref('customer', id))).toMatchObject({ name: '欧阳娜娜', tags: ['new'], version: 2 });
    expect(store.one(ref('customer', id))).not.toHaveProperty('birthday');
    await expect(patch(id, 2, { name: null })).rejects.toEqual(code('invalid_request'));
  });

  it('is refused under another version', async () => {
    const { id } = await add();
    await expect(patch(id, 7, { tags: [] })).rejects.toEqual(code('version_conflict'));
  });
});

describe('the fullest record there can be', () => {
  it('is made, changed and archived in one transaction each, with room for the trail beside it', async () => {
    const full = {
      name: '欧阳单乐乐行朝宁柏调长佳琪宇轩',
      phones: Array.from({ length: 10 }, (_, n) => `1380000000${n}`),
      emails: Array.from({ length: 10 }, (_, n) => `person.${n}@example.com`),
      externalIds: Array.from({ length: 10 }, (_, n) => ({ id: `no-${n}` })),
      tags: Array.from({ length: 20 }, (_, n) => `tag-${n}`),
    };
    const before = store.items.size;
    const { id } = await add(full);
    // Four more go with it: the data key, the answer to the request, the trail, the sign-in.
    expect(store.items.size - before).toBeLessThanOrEqual(96);
    await patch(id, 1, { name: '司马单乐乐行朝宁柏调长佳琪宇轩' });
    await archive(id, 2);
    expect(store.all('searchToken')).toEqual([]);
    await expect(add({ ...full, tags: [...full.tags, 'one more'] })).rejects.toEqual(code('invalid_request'));
  });
});

describe('an archived customer', () => {
  it('leaves the list and the lookups and stays readable', async () => {
    const { id } = await add();
    await archive(id, 1);

    expect((await list({})).body?.items).toEqual([]);
    expect((await list({ status: 'archived' })).body?.items).toMatchObject([{ id, name: '欧阳**' }]);
    expect((await read(id)).body).toMatchObject({ status: 'archived', version: 2 });
    expect(holders(`phone:${phone}`)).toEqual([]);
    expect((await archive(id, 2)).writes ?? []).toEqual([]);
  });
});

describe('the list of customers', () => {
  it('goes page by page, newest first, between the given instants', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      desk.world.now += minutes(1);
      ids.unshift((await add({ phones: [], emails: [], externalIds: [] })).id);
    }
    const first = (await list({ limit: '2' })).body;
    const second = (await list({ limit: '2', cursor: first?.nextCursor })).body;
    const third = (await list({ limit: '2', cursor: second?.nextCursor })).body;

    expect([first, second, third].flatMap((page) => page?.items.map(({ id }) => id))).toEqual(ids);
    expect(third?.nextCursor).toBeUndefined();
    expect(
      (await list({ createdAfter: '2026-03-02T09:02:00.000Z', createdBefore: '2026-03-02T09:04:00Z' })).body
        ?.items,
    ).toHaveLength(1);
  });

  it('takes a cursor for its own query and caller only, and for a day', async () => {
    for (let n = 0; n < 3; n++) await add({ phones: [], emails: [], externalIds: [] });
    const cursor = (await list({ limit: '1' })).body?.nextCursor;

    await expect(list({ limit: '1', cursor, status: 'archived' })).rejects.toEqual(code('invalid_cursor'));
    await expect(list({ limit: '1', cursor }, callerWith('agent', { id: 'usr_2' }))).rejects.toEqual(
      code('invalid_cursor'),
    );
    await expect(list({ limit: '1', cursor: 'eHg' })).rejects.toThrow();
    desk.world.now += minutes(24 * 60 + 1);
    await expect(list({ limit: '1', cursor })).rejects.toEqual(code('invalid_cursor'));
  });

  it.each([
    ['grade', 'gold'],
    ['stage', 'old'],
    ['spendMin', '1.234'],
    ['spendMax', '-1'],
    ['tag', 'no tag'],
    ['sort', 'name'],
    ['q', ' '],
  ])('refuses %s=%s', async (filter, value) => {
    await expect(list({ [filter]: value })).rejects.toEqual(code('invalid_request'));
  });

  it('refuses a span of time or of spend that is upside down', async () => {
    const span = { createdAfter: '2026-03-02T09:00:00Z', createdBefore: '2026-03-02T09:00:00Z' };
    await expect(list(span)).rejects.toEqual(code('invalid_request'));
    await expect(list({ spendMin: '2', spendMax: '1.99' })).rejects.toEqual(code('invalid_request'));
  });
});

describe('finding or making the customer of a ticket', () => {
  const ask = async (hint: { name: string; phone?: string; email?: string }) => {
    for (;;) {
      const context = await desk.contextOf(agent, findOrMakeWants(hint, desk));
      const decided = findOrMakeCustomer(hint, context);
      try {
        await store.commit(decided.writes);
        return decided.customerId;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    }
  };

  it('finds by phone, else by e-mail in any case, else makes one', async () => {
    const { id } = await add();
    expect(await ask({ name: 'x', phone })).toBe(id);
    expect(await ask({ name: 'x', phone: '+8613900000003', email: 'NANA@example.com' })).toBe(id);
    const made = await ask({ name: '王芳', phone: '+8613900000003' });
    expect(made).not.toBe(id);
    expect(await ask({ name: 'y', phone: '+8613900000003' })).toBe(made);
    expect(await ask({ name: 'nobody' })).not.toBe(await ask({ name: 'nobody' }));
  });

  it('makes one customer of one phone, however many ask at once', async () => {
    const found = await Promise.all(
      Array.from({ length: 20 }, () => ask({ name: '王芳', phone, email: 'w@example.com' })),
    );
    expect(new Set(found).size).toBe(1);
    expect(store.all('customer')).toHaveLength(1);
  });

  it('knows every holder of every value, in any order of making, changing and archiving', async () => {
    const phones = ['+8613900000001', '+8613900000002', '+8613900000003'];
    const act = fc.record({ who: fc.nat(3), phones: fc.subarray(phones), archive: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        store = memoryStore();
        desk = operationsOn(store);
        const ids: string[] = [];
        for (let n = 0; n < 4; n++) ids.push((await add({ phones: [], emails: [], externalIds: [] })).id);
        for (const { who, phones: now, archive: gone } of acts) {
          const id = ids[who] ?? '';
          const before = store.one(ref('customer', id));
          if (gone) await archive(id, before?.version ?? 0);
          else await patch(id, before?.version ?? 0, { phones: now });
        }
        for (const value of phones) {
          const have = store
            .all('customer')
            .filter((each) => each.status === 'active' && each.phones.includes(value));
          expect([...holders(`phone:${value}`)].sort()).toEqual(have.map(({ id }) => id).sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});
