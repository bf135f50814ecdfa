import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doCustomerWork } from '#shared/app/customer-work/do-customer-work.ts';
import { applyTombstones } from '#shared/app/customers/apply-tombstones.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import { erasureWrites } from '#shared/app/customers/erase-customer.ts';
import { lookupDigest } from '#shared/app/customers/lookups.ts';
import type { Context, Store } from '#shared/app/ports.ts';
import { put, ref } from '#shared/app/records.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { aCase, aCustomer, caseWrites, planted } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';
import { noFiles } from './support/no-files.ts';

const digest = (purpose: string, value: string): string =>
  createHash('sha256').update(`${purpose}\n${value}`).digest('base64url');

describe('an erasure in the table', () => {
  let store: Store;
  let close: () => Promise<void>;
  let drawn = 0;
  beforeAll(async () => {
    ({ store, close } = await aStore({ team: 1, all: 4, timers: 4 }));
  });
  afterAll(() => close());

  const contextAt = async (now: number, id?: string): Promise<Context> => {
    const { found, config } = await store.open({ refs: id === undefined ? [] : [ref('customer', id)] });
    return {
      now,
      found,
      config,
      language: 'en',
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
      newId: (prefix) => `${prefix}_${ulid(now, new Uint8Array(10).fill(++drawn))}`,
      random: (bytes) => new Uint8Array(bytes),
      digest,
      seal: (_, value) => JSON.stringify(value),
      unseal: (_, sealed) => JSON.parse(sealed) as unknown,
    };
  };
  const one = async (id: string): Promise<Customer | undefined> =>
    (await store.reader.get([ref('customer', id)])).one(ref('customer', id));
  const make = async (customer: Customer): Promise<void> => {
    const context = await contextAt(NINE);
    const refs = lookupValues(customer).map((value) => ref('customerLookup', lookupDigest(value, context)));
    await store.commit(newCustomerWrites(customer, await store.reader.get(refs), context));
  };
  const erase = async (id: string): Promise<void> => {
    const before = await one(id);
    if (before === undefined) throw new Error('nobody to erase');
    const context = await contextAt(NINE);
    await store.commit(await erasureWrites(before, erasedCustomer(before, NINE), context));
  };
  const work = (id: string, now: number): Promise<void> =>
    doCustomerWork(id, () => contextAt(now, id), {
      commit: store.commit,
      mailer: () => {
        throw new Error('nothing is sent');
      },
      messageId: 'message',
      exports: noFiles,
    });

  it('is applied again to a record that a restore has brought back, and to nobody else', async () => {
    const [gone, other] = [aCustomer(1, '+8613912340001'), aCustomer(2, '+8613912340002')];
    await make(gone);
    await make(other);
    await erase(gone.id);
    expect((await one(gone.id))?.status).toBe('erased');
    expect(await applyTombstones(await contextAt(NINE), store)).toBe(0);
    await store.commit([put('customer', gone)]);
    expect((await one(gone.id))?.name).toBe(gone.name);
    expect(await applyTombstones(await contextAt(NINE), store)).toBe(1);
    expect(await one(gone.id)).toMatchObject({ status: 'erased', name: '', phones: [], emails: [] });
    expect((await one(other.id))?.status).toBe('active');
    expect(await applyTombstones(await contextAt(NINE), store)).toBe(0);
  });

  it('is applied again to those who were one person with the erased one, where a restore has taken them apart', async () => {
    const [survivor, duplicate] = [aCustomer(7, '+8613912340007'), aCustomer(8, '+8613912340008')];
    await make(duplicate);
    await make({ ...survivor, privacy: { merged: [{ customerId: duplicate.id, at: NINE }] } });
    await erase(survivor.id);

    await store.commit([put('customer', duplicate)]);

    expect((await one(duplicate.id))?.name).toBe(duplicate.name);
    expect(await applyTombstones(await contextAt(NINE), store)).toBe(1);
    expect(await one(duplicate.id)).toMatchObject({ status: 'erased', name: '', phones: [] });
  });

  it('takes the words out of every case in steps, and doing it again changes nothing more', async () => {
    const customer = aCustomer(3, '+8613912340003');
    await make(customer);
    const cases = Array.from({ length: 12 }, (_, n) => aCase(300 + n, customer.id));
    for (const each of cases) await store.commit(caseWrites(each));
    await erase(customer.id);
    await work(customer.id, NINE + minutes(1));
    const after = await one(customer.id);
    expect(after?.privacy?.erasure?.doneAt).toBe(NINE + minutes(1));
    const cards = await store.lists.tickets(
      { customerId: customer.id, sort: 'createdAt' },
      { limit: 50, after: undefined },
    );
    expect(cards.items.map(({ subject }) => subject)).toEqual(cases.map(() => ''));
    for (const { id } of cards.items) {
      const page = { limit: 100, after: undefined };
      const kept = await Promise.all([
        store.lists.messages(id, page, false, customer.id),
        store.lists.events(id, page),
        store.lists.escalations(id, page),
        store.lists.tasks(id, page),
      ]);
      for (const word of [planted.message, planted.reason, planted.title, planted.typed])
        expect(JSON.stringify(kept)).not.toContain(word);
    }
    await work(customer.id, NINE + minutes(1));
    expect((await one(customer.id))?.version).toBe(after?.version);
    await work(customer.id, NINE + minutes(20));
    expect((await one(customer.id))?.privacy?.erasure?.nextAt).toBeUndefined();
  });
});
