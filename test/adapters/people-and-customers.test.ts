import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import type { Position } from '#shared/app/lists.ts';
import { LostRace, type Store } from '#shared/app/ports.ts';
import { create, ref, update } from '#shared/app/records.ts';
import { configWrites } from '#shared/app/settings/config-writes.ts';
import { archiveCustomer, newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { serviceLeadTeamId, serviceTeamId } from '#shared/domain/people/defaults.ts';
import { newRole, patchRole } from '#shared/domain/people/role.ts';
import { newUser, patchUser } from '#shared/domain/people/user-change.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { aStore } from './support/a-store.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');
const idOf = (prefix: string, n: number): string =>
  `${prefix}_${ulid(NINE + n, new Uint8Array(10).fill(n % 251))}`;
type Kept = Pick<Store, 'open' | 'commit' | 'reader'> & {
  lists: Pick<Store['lists'], 'users' | 'members' | 'hasHolders' | 'customers'>;
};

/** Every item of a list, read in pages of three. */
const paged = async <T>(
  read: (after: Position | undefined) => Promise<{ items: readonly T[]; next: Position | undefined }>,
): Promise<T[]> => {
  const all: T[] = [];
  let after: Position | undefined;
  do {
    const page = await read(after);
    expect(page.items.length).toBeLessThanOrEqual(3);
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
};

describe.each<[string, () => Promise<{ store: Kept; close: () => Promise<void> }>]>([
  ['in memory', async () => ({ store: memoryStore(), close: async () => undefined })],
  ['in the table, in one shard', () => aStore({ team: 1, all: 1, timers: 1 })],
  ['in the table, in four shards', () => aStore({ team: 2, all: 4, timers: 4 })],
])('people and customers kept %s', (_, begin) => {
  let store: Kept;
  let close: () => Promise<void>;
  const customers: Customer[] = [];
  beforeAll(async () => {
    ({ store, close } = await begin());
    await writeDefaults(store, NINE);
    for (let n = 0; n < 20; n++) {
      // Pairs share an instant, so that the order within one instant is tried too.
      const customer = newCustomer(
        { name: `Customer ${n}` },
        { id: idOf('cus', n), now: NINE + minutes(Math.floor(n / 2)) },
      );
      customers.unshift(customer);
      await store.commit([create('customer', customer)]);
    }
  });
  afterAll(() => close());

  it('keep one identity for one person, whoever else it is given to at the same time', async () => {
    const people = [70, 71].map((n) =>
      newUser(
        { sub: `own-${n}`, name: 'Li', email: `own-${n}@example.com`, role: 'agent' },
        { id: idOf('usr', n), now: NINE },
      ),
    );
    for (const person of people) await store.commit([create('user', person)]);

    const given = await Promise.allSettled(
      people.map((person) =>
        store.commit([update('user', person, patchUser(person, { sub: 'shared' }, NINE + 1))]),
      ),
    );

    expect(given.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(given.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { lost: [0] } });
    const { principal } = await store.open({ sub: 'shared', refs: [] });
    const [winner, loser] = given[0]?.status === 'fulfilled' ? people : people.toReversed();
    expect(principal?.id).toBe(winner?.id);
    expect((await store.open({ sub: String(loser?.sub), refs: [] })).principal?.id).toBe(loser?.id);
    await store.commit(people.flatMap(({ id }) => [{ op: 'remove', ref: ref('user', id) } as const]));
  });

  it('have the shipped configuration, and see a change of it at the next request', async () => {
    const { config } = await store.open({ refs: [] });
    expect([...config.teams.values()].map(({ name }) => name).sort()).toEqual([
      'management',
      'service',
      'service-lead',
    ]);
    expect(config).toMatchObject({ epoch: 1, settings: { version: 1, defaultShop: 'main' } });

    const team = config.teams.get(serviceTeamId);
    if (!team) throw new Error('the service team was expected');
    const change = configWrites(
      { config },
      update('team', team, { ...team, department: '一线', version: 2 }),
    );
    await store.commit(change);
    for (let n = 0; n < 8; n++)
      expect((await store.open({ refs: [] })).config.teams.get(serviceTeamId)).toMatchObject({
        department: '一线',
      });
    await expect(store.commit(change)).rejects.toBeInstanceOf(LostRace);
  });

  it('list customers newest first, page by page, each once', async () => {
    const all = await paged((after) => store.lists.customers({ status: 'active' }, { limit: 3, after }));
    const expected = customers.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    expect(all).toEqual(expected);
  });

  it('list customers between two instants, which don’t belong to it', async () => {
    const query = {
      status: 'active',
      createdAfter: NINE + minutes(2),
      createdBefore: NINE + minutes(5),
    } as const;
    const some = await paged((after) => store.lists.customers(query, { limit: 3, after }));
    expect(some.map(({ createdAt }) => createdAt)).toEqual([4, 4, 3, 3].map((n) => NINE + minutes(n)));
    expect(
      await store.lists.customers({ ...query, createdBefore: NINE }, { limit: 3, after: undefined }),
    ).toMatchObject({ items: [] });
  });

  it('move an archived customer to the other list', async () => {
    const gone = customers[7];
    if (!gone) throw new Error('a customer was expected');
    await store.commit([update('customer', gone, archiveCustomer(gone, NINE))]);
    const active = await store.lists.customers({ status: 'active' }, { limit: 100, after: undefined });
    expect(active.items.map(({ id }) => id)).not.toContain(gone.id);
    expect(
      (await store.lists.customers({ status: 'archived' }, { limit: 3, after: undefined })).items,
    ).toMatchObject([{ id: gone.id, version: 2 }]);
  });

  it('find whoever signs in, and the members of a team, as their record says', async () => {
    const user = newUser(
      { sub: 'sub-1', name: '李娜', email: 'li@example.com', role: 'agent', teamIds: [serviceTeamId] },
      { id: idOf('usr', 1), now: NINE },
    );
    await store.commit([create('user', user)]);
    expect((await store.open({ sub: 'sub-1', refs: [] })).principal).toMatchObject({
      id: user.id,
      roleId: 'agent',
      status: 'active',
    });
    expect(await store.lists.members(serviceTeamId)).toMatchObject([
      { userId: user.id, load: { active: 0 } },
    ]);

    const moved = patchUser(user, { teamIds: [serviceLeadTeamId], role: 'supervisor' }, NINE);
    await store.commit([update('user', user, moved)]);
    expect((await store.open({ sub: 'sub-1', refs: [] })).principal).toMatchObject({
      roleId: 'supervisor',
      teamIds: [serviceLeadTeamId],
    });
    expect(await store.lists.members(serviceTeamId)).toEqual([]);
    expect((await paged((after) => store.lists.users({ limit: 3, after }))).map(({ id }) => id)).toEqual([
      user.id,
    ]);
    await expect(store.commit([update('user', user, moved)])).rejects.toBeInstanceOf(LostRace);
    await expect(
      store.commit([{ op: 'expect', ref: ref('user', user.id), version: 1 }]),
    ).rejects.toBeInstanceOf(LostRace);
  });

  it('load a role of the organisation’s own with the settings, and know whether anybody has it', async () => {
    const role = newRole(
      {
        name: '退货组',
        permissions: ['tickets.read'],
        scope: 'teams',
        teamIds: [serviceTeamId],
        reveal: ['phone'],
      },
      { id: idOf('rol', 90), now: NINE },
    );
    const user = newUser(
      { sub: 'sub-role', name: 'Wu', email: 'wu@example.com', role: role.id },
      { id: idOf('usr', 91), now: NINE - minutes(1) },
    );
    const open = () => store.open({ sub: 'sub-role', refs: [] });
    await store.commit(configWrites(await open(), create('role', role)));
    expect((await open()).config.roles.get(role.id)).toEqual(role);
    expect(await store.lists.hasHolders(role.id)).toBe(false);

    await store.commit([create('user', user)]);
    expect((await open()).principal).toMatchObject({ roleId: role.id });
    expect(await store.lists.hasHolders(role.id)).toBe(true);
    const renamed = patchRole(role, { name: '换货组', teamIds: null }, NINE + 1);
    await store.commit(configWrites(await open(), update('role', role, renamed)));
    expect((await open()).config.roles.get(role.id)).toEqual(renamed);

    await store.commit([update('user', user, patchUser(user, { role: 'agent' }, NINE))]);
    expect(await store.lists.hasHolders(role.id)).toBe(false);
    const removal = { op: 'remove', ref: ref('role', role.id), version: 1 } as const;
    await expect(store.commit([removal])).rejects.toBeInstanceOf(LostRace);
    await store.commit(configWrites(await open(), { ...removal, version: 2 }));
    expect((await open()).config.roles.has(role.id)).toBe(false);
  });

  it('link a customer who signs in, and leave the link alone when they change', async () => {
    const customer = newCustomer({ name: '张伟' }, { id: idOf('cus', 50), now: NINE, sub: 'sub-9' });
    await store.commit([create('customer', customer)]);
    await store.commit([update('customer', customer, { ...customer, name: '张大伟', version: 2 })]);
    expect((await store.open({ sub: 'sub-9', refs: [] })).principal).toMatchObject({
      type: 'customer',
      id: customer.id,
      roleId: 'customer',
    });
  });
});

describe('two environments over one table', () => {
  it('both see a change of settings at their next request, whichever copy of the epoch they read', async () => {
    const { store, another, close } = await aStore({ team: 1, all: 1, timers: 1 });
    await writeDefaults(store, NINE);
    const other = another();
    for (let n = 1; n <= 10; n++) {
      const { config } = await store.open({ refs: [] });
      await other.open({ refs: [] });
      const next = {
        ...config.settings,
        version: n + 1,
        rateLimits: { ...config.settings.rateLimits, public: n },
      };
      await store.commit(configWrites({ config }, update('settings', config.settings, next)));
      expect((await other.open({ refs: [] })).config.settings.rateLimits.public).toBe(n);
    }
    await close();
  });
});
