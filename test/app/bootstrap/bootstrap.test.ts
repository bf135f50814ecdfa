import { beforeEach, describe, expect, it } from 'vitest';
import { addStaff } from '#shared/app/bootstrap/add-staff.ts';
import { shippedDefaults, writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { ref, update } from '#shared/app/records.ts';
import { addStaffSchema, bootstrapSchema } from '#shared/contracts/bootstrap.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { operationsOn } from '#test/support/serve-operation.ts';
import { sampleCustomers, sampleStaff } from '../../../scripts/sample-staff.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

const event = (staff = sampleStaff, customers = sampleCustomers) =>
  addStaffSchema.parse({
    action: 'addStaff',
    staff: staff.map(({ username: _, ...person }) => person),
    customers: customers.map(({ username: _, ...person }) => person),
  });
const add = (of = event()) => addStaff(of, { ...store, digest: operationsOn(store).digest, now: NINE });

describe('the shipped defaults', () => {
  it('are written once, and the epoch says so', async () => {
    expect(await writeDefaults(store, NINE)).toBe(shippedDefaults(NINE).length);
    expect(
      store
        .all('team')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['management', 'service', 'service-lead']);
    expect(store.one(ref('settings', 'main'))).toMatchObject({ version: 1, defaultShop: 'main' });
    expect(store.one(ref('shop', 'main'))).toMatchObject({ name: 'main' });
    expect(store.all('calendar')).toHaveLength(2);
    expect(store.all('policy').length).toBeGreaterThan(4);
    expect(store.one(ref('epoch', '0'))).toEqual({ number: 1 });

    expect(await writeDefaults(store, NINE + 1)).toBe(0);
    expect(store.one(ref('epoch', '3'))).toEqual({ number: 1 });
  });

  it('leave alone what an administrator has changed', async () => {
    await writeDefaults(store, NINE);
    const team = store.one(ref('team', serviceTeamId));
    if (!team) throw new Error('the service team was expected');
    await store.commit([update('team', team, { ...team, name: '一线客服', version: 2 })]);
    await writeDefaults(store, NINE + 1);
    expect(store.one(ref('team', serviceTeamId))).toMatchObject({ name: '一线客服', version: 2 });
  });

  it('are completed when a deployment was cut off in the middle, wherever that was', async () => {
    const all = shippedDefaults(NINE);
    for (let cut = 0; cut <= all.length; cut++) {
      store = memoryStore();
      for (const write of all.slice(0, cut)) await store.commit([write]);
      await writeDefaults(store, NINE);
      expect(store.one(ref('epoch', '0'))).toEqual({ number: 1 });
      expect(store.all('policy').length + store.all('team').length).toBe(
        all.filter((one) => 'kind' in one && /^(?:policy|team)$/.test(one.kind)).length,
      );
    }
  });
});

describe('adding people', () => {
  beforeEach(() => writeDefaults(store, NINE));

  it('gives every sample user a record, a sign-in and their teams', async () => {
    const added = await add();
    expect(added.every(({ made }) => made)).toBe(true);
    expect(added).toHaveLength(9);
    expect((await store.lists.members(serviceTeamId)).map(({ email }) => email).sort()).toEqual([
      'agent1@example.com',
      'agent2@example.com',
      'agent3@example.com',
    ]);
    const customer = sampleCustomers[0];
    const principal = store.one(ref('principal', customer?.sub ?? ''));
    expect(principal).toMatchObject({ type: 'customer', roleId: 'customer', status: 'active' });
    expect(store.one(ref('customer', principal?.id ?? ''))).toMatchObject({
      name: customer?.name,
      phones: [customer?.phone],
    });
  });

  it('may be repeated, and then changes nothing', async () => {
    const first = await add();
    const before = store.commits.length;
    const second = await add();
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(second.some(({ made }) => made)).toBe(false);
    expect(store.commits.length).toBe(before);
  });

  it('stops at a team that is not there, before the person is written', async () => {
    const [person] = event().staff;
    if (!person) throw new Error('somebody was expected');
    await expect(add({ ...event([], []), staff: [{ ...person, teams: ['nowhere'] }] })).rejects.toThrow(
      'there is no team nowhere',
    );
    expect(store.all('user')).toEqual([]);
  });
});

describe('what the function is invoked with', () => {
  it('is a request of CloudFormation or the adding of people, and nothing else', () => {
    const request = {
      RequestType: 'Create',
      ServiceToken: 'arn',
      ResponseURL: 'https://example.com/answer',
      StackId: 's',
      RequestId: 'r',
      ResourceType: 'Custom::X',
      LogicalResourceId: 'l',
      ResourceProperties: {},
    };
    expect(bootstrapSchema.parse(request)).toMatchObject({ RequestType: 'Create' });
    expect(bootstrapSchema.safeParse({ action: 'addStaff', staff: [{ sub: 's' }] }).success).toBe(false);
    expect(bootstrapSchema.safeParse({ action: 'removeStaff' }).success).toBe(false);
    expect(bootstrapSchema.safeParse({ ...event(), extra: 1 }).success).toBe(false);
  });
});
