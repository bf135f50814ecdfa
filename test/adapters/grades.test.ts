import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoWalks } from '#shared/adapters/dynamo/customer-walk.ts';
import { unlikeTheirOrders } from '#shared/adapters/dynamo/recount/worth.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { valueWrites } from '#shared/app/customers/grades.ts';
import { lookupDigest, lookupWrites } from '#shared/app/customers/lookups.ts';
import { reviewAll } from '#shared/app/customers/review-all.ts';
import { recountWorth, reviewStep } from '#shared/app/customers/review-customer.ts';
import type { Position } from '#shared/app/lists.ts';
import type { Context, Store } from '#shared/app/ports.ts';
import { create, ref, update } from '#shared/app/records.ts';
import { archiveCustomer, newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { GradeChange } from '#shared/domain/customers/grade-history.ts';
import { type OrderFacts, withOrder } from '#shared/domain/customers/value.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { everyItem } from '#test/support/stored-items.ts';
import { aStore } from './support/a-store.ts';
import { noFiles } from './support/no-files.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');
const settings = defaultSettings(NINE);
const idOf = (prefix: string, n: number): string =>
  `${prefix}_${ulid(NINE + n, new Uint8Array(10).fill(n % 251))}`;

const anOrder = (n: number, customerId: string, totalMinor: number): Order => ({
  id: idOf('ord', n),
  version: 1,
  externalId: `A-${n}`,
  shopId: 'main',
  customerId,
  placedAt: NINE + days(n),
  status: 'paid',
  currency: 'CNY',
  totalMinor,
  lines: [{ sku: 'CUP', name: '杯', quantity: 1, priceMinor: totalMinor }],
  shipments: [],
  refunds: [],
  sourceUpdatedAt: NINE + days(n),
  createdAt: NINE,
  updatedAt: NINE,
});
const factsOf = ({ id, placedAt, status, totalMinor, currency }: Order): OrderFacts => ({
  orderId: id,
  placedAt,
  status,
  currency,
  netMinor: totalMinor,
});

describe('grades kept in the table', () => {
  let store: Store;
  let table: Table;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ store, table, close } = await aStore({ team: 1, all: 4, timers: 4 }));
  });
  afterAll(() => close());

  const contextAt = async (now: number): Promise<Context> => {
    const { found, config } = await store.open({ refs: [] });
    return {
      now,
      found,
      config,
      language: 'zh-CN',
      accepts: 'json',
      publicUrl: 'https://localhost',
      reader: store.reader,
      lists: store.lists,
      caller: {
        type: 'system',
        id: 'test',
        role: 'system',
        scope: 'all',
        teamIds: [],
        permissions: new Set<never>(),
        reveal: new Set<never>(),
      },
      newId: (prefix) => idOf(prefix, 1),
      random: (bytes) => new Uint8Array(bytes),
      digest: (purpose, value) => Buffer.from(`${purpose}|${value}`).toString('base64url'),
      seal: (about) => about,
      unseal: () => undefined,
    };
  };
  const read = async (id: string): Promise<Customer> => {
    const found = (await store.reader.get([ref('customer', id)])).one(ref('customer', id));
    if (!found) throw new Error('the customer is not there');
    return found;
  };
  const add = async (n: number, phone: string): Promise<Customer> => {
    const customer = newCustomer({ name: `顾客${n}`, phones: [phone] }, { id: idOf('cus', n), now: NINE });
    const context = await contextAt(NINE);
    const lookup = ref('customerLookup', lookupDigest(`phone:${phone}`, context));
    const found = await store.reader.get([lookup]);
    await store.commit([create('customer', customer), ...lookupWrites(undefined, customer, found, context)]);
    return customer;
  };
  const buy = async (id: string, order: Order): Promise<void> => {
    const context = await contextAt(order.placedAt);
    const before = await read(id);
    const after = withOrder(before, undefined, factsOf(order), { settings, now: context.now });
    await store.commit([create('order', order), ...(await valueWrites(before, after, context))]);
  };
  const history = async (id: string): Promise<readonly GradeChange[]> => {
    const all: GradeChange[] = [];
    for (let after: Position | undefined, more = true; more; more = after !== undefined) {
      const page = await store.lists.gradeChanges([id, idOf('cus', 999)], { limit: 1, after });
      all.push(...page.items);
      after = page.next;
    }
    return all;
  };

  it('keeps a line of history with each change, and the grade in the lookups of the first holder', async () => {
    const phone = '+8613900000001';
    const first = await add(1, phone);
    const second = await add(2, phone);
    await buy(first.id, anOrder(1, first.id, 10_000));
    await buy(first.id, anOrder(2, first.id, 20_000));
    await buy(first.id, anOrder(3, first.id, 2_000_000));
    await buy(second.id, anOrder(4, second.id, 400_000));

    expect((await history(first.id)).map(({ grade, stage, was }) => [grade.value, stage.value, was])).toEqual(
      [
        ['vip', 'new', { grade: 'ordinary', stage: 'new' }],
        ['ordinary', 'new', { grade: 'ordinary', stage: 'potential' }],
      ],
    );
    const lookup = ref('customerLookup', lookupDigest(`phone:${phone}`, await contextAt(NINE)));
    expect((await store.reader.get([lookup])).one(lookup)).toMatchObject({
      customerIds: [first.id, second.id],
      grade: 'vip',
    });
  });

  it('counts a person’s orders again where the tally isn’t exact', async () => {
    const { id } = await add(3, '+8613900000003');
    for (const n of [10, 11, 12]) await buy(id, anOrder(n, id, 50_000));
    const before = await read(id);
    const { value } = before;
    if (!value) throw new Error('a worth was expected');
    const wrong = { ...value.tally, purchases: 7, sums: {}, inexact: true as const };
    const spoilt = { ...before, version: before.version + 1, value: { ...value, tally: wrong } };
    await store.commit([update('customer', before, spoilt)]);

    const context = await contextAt(NINE + days(13));
    expect(reviewStep.dueAt(spoilt, context)).toBe(value.reviewAt);
    await reviewStep.run(spoilt, context, {
      commit: store.commit,
      messageId: 'msg-1',
      exports: noFiles,
      mailer: () => {
        throw new Error('nothing is sent');
      },
    });
    const after = await read(id);
    expect(after.value?.tally).toEqual(value.tally);
    expect(after.value?.signals).toMatchObject({ complaints: 0, scores: { count: 0 } });
    expect(reviewStep.dueAt(after, context)).toBeGreaterThan(context.now);
  });

  it('names who is worth something else than their orders say, and counts them when asked, but not in the minute of a change', async () => {
    const [right, wrong] = [await add(5, '+8613900000005'), await add(6, '+8613900000006')];
    for (const [n, { id }] of [right, wrong, right, wrong].entries())
      await buy(id, anOrder(30 + n, id, 50_000));
    const before = await read(wrong.id);
    const { value } = before;
    if (!value) throw new Error('a worth was expected');
    const tally = { ...value.tally, purchases: 1, sums: { CNY: { orders: 1, minor: 50_000 } } };
    const spoilt = { ...before, version: before.version + 1, value: { ...value, tally } };
    await store.commit([update('customer', before, spoilt)]);
    const named = async () =>
      unlikeTheirOrders(
        table,
        (await everyItem(table.documents, table.name)).filter(({ id }) => id === right.id || id === wrong.id),
      );
    const recount = (now: number) =>
      recountWorth(
        wrong.id,
        async () => ({
          ...(await contextAt(now)),
          found: await store.reader.get([ref('customer', wrong.id)]),
        }),
        { commit: store.commit },
      );

    expect(await named()).toEqual([wrong.id]);
    await recount(spoilt.updatedAt + 1000);
    expect((await read(wrong.id)).version).toBe(spoilt.version);
    await recount(spoilt.updatedAt + days(1));

    expect(await named()).toEqual([]);
    expect((await read(wrong.id)).value?.tally).toEqual(value.tally);
  });

  it('takes a customer for due when the settings they were judged by have changed', async () => {
    const { id } = await add(4, '+8613900000004');
    await buy(id, anOrder(20, id, 50_000));
    const context = await contextAt(NINE + days(20));
    const customer = await read(id);
    const config = { ...context.config, settings: { ...settings, currency: 'USD' } };
    expect(reviewStep.dueAt(customer, { ...context, config })).toBe(context.now);
    expect(reviewStep.dueAt(archiveCustomer(customer, NINE), { ...context, config })).toBeUndefined();
    expect(reviewStep.dueAt(newCustomer({ name: '新' }, { id, now: NINE }), context)).toBeUndefined();
  });

  describe('a walk over all customers', () => {
    const walked = async (rules: string, elapsed: () => number = () => 0) => {
      const sent: string[] = [];
      const report = await reviewAll(
        dynamoWalks(table),
        rules,
        async (ids) => void sent.push(...ids),
        elapsed,
      );
      return { sent: sent.sort(), complete: report.complete };
    };
    const everybody = async (): Promise<string[]> => {
      const { items } = await store.lists.customers({ status: 'active' }, { limit: 100, after: undefined });
      return items.map(({ id }) => id).sort();
    };

    it('goes to nobody the first time and as long as the settings stay, and to everybody once they change', async () => {
      expect(await walked('one')).toEqual({ sent: [], complete: true });
      expect((await walked('one')).sent).toEqual([]);
      const told = await walked('two');
      expect(told.sent).toEqual(await everybody());
      expect((await walked('two')).sent).toEqual([]);
    });

    it('goes on the next night where it ran out of time, and leaves nobody out', async () => {
      // More customers than one page of a shard holds would take long to make: time is up after each first page.
      const late = () => 60_000;
      const first = await walked('three', late);
      expect(first.complete).toBe(false);
      const second = await walked('three');
      expect(second.complete).toBe(true);
      expect([...first.sent, ...second.sent].sort()).toEqual(await everybody());
    });

    it('begins anew when the settings change again before it is through', async () => {
      expect((await walked('four', () => 60_000)).complete).toBe(false);
      expect((await walked('five')).sent).toEqual(await everybody());
    });
  });
});
