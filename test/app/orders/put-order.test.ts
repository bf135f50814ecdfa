import { beforeEach, describe, expect, it } from 'vitest';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { putOrder } from '#shared/app/orders/put-order.ts';
import type { Ref } from '#shared/app/records.ts';
import { create } from '#shared/app/records.ts';
import { orderRoutes } from '#shared/contracts/orders.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');
const route = orderRoutes['orders/put-order'];
const admin = callerWith('admin');
const known = 'cus_00000000000000000000000001';
const other = 'cus_00000000000000000000000002';

describe('an account of an order', () => {
  let store: MemoryStore;
  let reads: (readonly Ref[])[] = [];
  beforeEach(async () => {
    store = memoryStore();
    await writeDefaults(store, NINE);
    for (const id of [known, other])
      await store.commit([create('customer', newCustomer({ name: '李雷' }, { id, now: NINE }))]);
    store.commits.length = 0;
    reads = [];
  });

  /** Tells an order as the edge does; reads beside the first round trip are counted. */
  const put = (customer: object, minute: number, over: object = {}) => {
    const counting: MemoryStore = {
      ...store,
      reader: {
        get: (refs) => {
          reads.push(refs);
          return store.reader.get(refs);
        },
      },
    };
    return operationsOn(counting, { now: NINE }).call(putOrder, admin, {
      route,
      params: { id: 'A-1' },
      body: {
        customer,
        placedAt: '2026-03-01T10:00:00Z',
        status: 'paid',
        total: { amount: '10.00', currency: 'CNY' },
        lines: [],
        sourceUpdatedAt: new Date(NINE + minute * 60_000).toISOString(),
        ...over,
      },
    });
  };

  it('takes one read and one transaction where the customer is named by id', async () => {
    await put({ id: known }, 0);
    await put({ id: known }, 1);
    expect([reads.length, store.commits.length]).toEqual([0, 2]);
    await put({ id: known }, 1);
    expect([reads.length, store.commits.length]).toEqual([0, 2]);
  });

  it('takes one read more where the customer is found by phone, and makes them once', async () => {
    const by = { phone: '+8613912345678', name: '韩梅梅' };
    const first = await put(by, 0);
    expect(reads).toHaveLength(0);
    const second = await put(by, 1);
    expect(reads).toHaveLength(1);
    expect(second.body?.customerId).toBe(first.body?.customerId);
    expect(store.all('customer')).toHaveLength(3);
  });

  it('takes one read more where the order leaves somebody, and moves its worth in one transaction', async () => {
    await put({ id: known }, 0);
    await put({ id: other }, 1, { total: { amount: '12.00', currency: 'CNY' } });
    expect([reads.length, store.commits.length]).toEqual([1, 2]);
    const spent = (id: string) => store.all('customer').find((one) => one.id === id)?.value?.spend.minor ?? 0;
    expect([spent(known), spent(other)]).toEqual([0, 1200]);
  });

  it('is refused for who isn’t there before anything is written', async () => {
    const gone = put({ id: 'cus_00000000000000000000000009' }, 0);
    await expect(gone).rejects.toThrow(Refusal);
    await expect(gone).rejects.toMatchObject({ code: 'unknown_reference' });
    expect(store.commits).toHaveLength(0);
  });

  it('leaves nobody made when it comes too late', async () => {
    await put({ id: known }, 5);
    await put({ externalId: 'nobody-yet' }, 1);
    expect(store.all('customer')).toHaveLength(2);
  });
});
