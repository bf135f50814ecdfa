import { beforeEach, describe, expect, it } from 'vitest';
import { createUser } from '#shared/app/people/create-user.ts';
import { deleteUser } from '#shared/app/people/delete-user.ts';
import type { Identities } from '#shared/app/people/identities.ts';
import { inviteUser, resetPassword } from '#shared/app/people/passwords.ts';
import { confirmSecondFactor, dropSecondFactor } from '#shared/app/people/second-factor.ts';
import { signOut, signOutUser } from '#shared/app/people/sign-out.ts';
import { updateUser } from '#shared/app/people/update-user.ts';
import { create, ref } from '#shared/app/records.ts';
import { peopleRoutes as routes } from '#shared/contracts/people.ts';
import { serviceTeamId, shippedTeams } from '#shared/domain/people/defaults.ts';
import { memoryIdentities } from '#test/support/memory-identities.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const admin = callerWith('admin');
const code = (value: string) => expect.objectContaining({ code: value });
const crash = new Error('the function was cut off');

let store: MemoryStore;
let desk: ReturnType<typeof operationsOn>;
let pool: ReturnType<typeof memoryIdentities>;
let failing: Partial<Identities>;
const identities = () => ({ ...pool.identities, ...failing });
beforeEach(async () => {
  store = memoryStore();
  desk = operationsOn(store);
  pool = memoryIdentities();
  failing = {};
  for (const team of shippedTeams(desk.world.now)) await store.commit([create('team', team)]);
  await store.commit([create('epoch', { number: 1 })]);
});

const hire = async (over: object = {}) => {
  const body = { name: '李娜', email: 'li@example.com', role: 'agent', teamIds: [serviceTeamId], ...over };
  const { body: made } = await desk.call(createUser(identities), admin, {
    route: routes['people/create-user'],
    body,
  });
  if (!made) throw new Error('a user was expected');
  return made;
};
const patch = (id: string, ifMatch: number, body: object) =>
  desk.call(updateUser(identities), admin, {
    route: routes['people/update-user'],
    params: { id },
    ifMatch,
    body,
  });
const remove = (id: string, ifMatch: number) =>
  desk.call(deleteUser(identities), admin, { route: routes['people/delete-user'], params: { id }, ifMatch });
const recordOf = (id: string) => store.one(ref('user', id));

describe('the record of a new person and their identity', () => {
  it('are made together, the record under the subject of the identity', async () => {
    const user = await hire();
    expect(recordOf(user.id)?.sub).toBe(pool.accounts[0]?.sub);
    expect(pool.invitations).toEqual(['li@example.com']);
    expect(store.one(ref('principal', pool.accounts[0]?.sub ?? ''))).toMatchObject({ id: user.id });
  });

  it('are one each when the function was cut off between the two and the request comes again', async () => {
    const commit = store.commit;
    Object.assign(store, { commit: () => Promise.reject(crash) });
    await expect(hire()).rejects.toBe(crash);
    expect([pool.accounts.length, pool.invitations.length]).toEqual([1, 1]);
    Object.assign(store, { commit });
    const user = await hire();

    expect([pool.accounts.length, pool.invitations.length]).toEqual([1, 1]);
    expect(recordOf(user.id)?.sub).toBe(pool.accounts[0]?.sub);
  });

  it('are not made where something else of the request is wrong', async () => {
    await expect(hire({ teamIds: ['team_00000000000000000000000000'] })).rejects.toEqual(
      code('unknown_reference'),
    );
    await expect(hire({ role: 'rol_00000000000000000000000000' })).rejects.toThrow();
    expect(pool.accounts).toEqual([]);
  });

  it('exist once for an address: a second request is refused, and mails nothing', async () => {
    await hire();
    await expect(hire({ name: 'another' })).rejects.toEqual(code('already_exists'));
    expect(pool.invitations).toHaveLength(1);
  });

  it('are not made for a subject of elsewhere, for a program, or without a pool of ours', async () => {
    await hire({ sub: 'provider:1' });
    await hire({ kind: 'machine', sub: 'client-1', email: 'erp@example.com' });
    await expect(hire({ kind: 'machine' })).rejects.toEqual(code('invalid_request'));
    const body = { name: 'x', email: 'x@example.com', role: 'agent' };
    const { body: later } = await desk.call(
      createUser(() => undefined),
      admin,
      { route: routes['people/create-user'], body },
    );

    expect(pool.accounts).toEqual([]);
    expect(recordOf(later?.id ?? '')?.sub).toBe(later?.id);
  });
});

describe('a change of the record', () => {
  it('closes and opens the identity, and changes its address', async () => {
    const user = await hire();
    await patch(user.id, 1, { email: 'new@example.com' });
    expect(pool.accounts[0]).toMatchObject({ email: 'new@example.com', enabled: true });
    await remove(user.id, 2);
    expect(pool.accounts[0]?.enabled).toBe(false);
    await patch(user.id, 3, { status: 'active' });
    expect(pool.accounts[0]?.enabled).toBe(true);
  });

  it('refuses a person at once even where the pool fails, and closes the identity at the next try', async () => {
    const user = await hire();
    failing = { setEnabled: () => Promise.reject(crash) };
    await expect(remove(user.id, 1)).rejects.toBe(crash);
    expect(recordOf(user.id)).toMatchObject({ status: 'disabled', version: 2 });
    expect(pool.accounts[0]?.enabled).toBe(true);
    failing = {};
    await remove(user.id, 2);

    expect(pool.accounts[0]?.enabled).toBe(false);
  });

  it('that broke off before the identity was told is finished by the same request, under the version it named', async () => {
    const user = await hire();
    failing = { setEnabled: () => Promise.reject(crash), changeEmail: () => Promise.reject(crash) };
    await expect(patch(user.id, 1, { email: 'new@example.com' })).rejects.toBe(crash);
    await expect(remove(user.id, 2)).rejects.toBe(crash);
    failing = {};
    await expect(patch(user.id, 2, { email: 'new@example.com', capacity: 3 })).rejects.toEqual(
      code('version_conflict'),
    );
    await expect(patch(user.id, 2, {})).rejects.toEqual(code('version_conflict'));
    await patch(user.id, 2, { email: 'new@example.com' });
    await remove(user.id, 2);

    expect(pool.accounts[0]).toMatchObject({ email: 'new@example.com', enabled: false });
    expect(recordOf(user.id)).toMatchObject({ status: 'disabled', version: 3 });
    await expect(remove(user.id, 1)).rejects.toEqual(code('version_conflict'));
  });

  it('opens the identity at the next try too', async () => {
    const user = await hire();
    await remove(user.id, 1);
    failing = { setEnabled: () => Promise.reject(crash) };
    await expect(patch(user.id, 2, { status: 'active' })).rejects.toBe(crash);
    failing = {};
    await patch(user.id, 3, { status: 'active' });

    expect(pool.accounts[0]?.enabled).toBe(true);
  });

  it('that is refused leaves the identity alone', async () => {
    const user = await hire();
    await hire({ email: 'other@example.com' });
    await expect(patch(user.id, 7, { status: 'disabled' })).rejects.toEqual(code('version_conflict'));
    await expect(patch(user.id, 1, { email: 'other@example.com', status: 'disabled' })).rejects.toEqual(
      code('already_exists'),
    );

    expect(pool.bySub(recordOf(user.id)?.sub ?? '')).toMatchObject({
      enabled: true,
      email: 'li@example.com',
    });
    expect(recordOf(user.id)?.version).toBe(1);
  });
});

describe('a sign-out everywhere', () => {
  it('is noted in the record, by the person or by an administrator', async () => {
    const user = await hire();
    const self = callerWith('agent', { id: user.id });
    const [account] = pool.accounts;
    Object.assign(account ?? {}, { sessions: 3 });
    await desk.call(signOut(identities), self, { route: routes['people/sign-out'] });
    expect([account?.sessions, recordOf(user.id)?.signIn?.endedAt]).toEqual([0, desk.world.now]);
    desk.world.now += 5000;
    await desk.call(signOutUser(identities), admin, {
      route: routes['people/sign-out-user'],
      params: { id: user.id },
    });

    expect(store.one(ref('principal', account?.sub ?? ''))?.signIn?.endedAt).toBe(desk.world.now);
  });

  it('is nothing for a customer or for somebody who isn’t there', async () => {
    const call = desk.call(signOut(identities), callerWith('customer'), { route: routes['people/sign-out'] });
    await expect(call).rejects.toEqual(code('forbidden'));
    const id = 'usr_00000000000000000000000009';
    const other = desk.call(signOutUser(identities), admin, {
      route: routes['people/sign-out-user'],
      params: { id },
    });
    await expect(other).rejects.toEqual(code('not_found'));
  });
});

describe('a second factor', () => {
  it('is confirmed for the sign-in of the token, and only while there is one', async () => {
    const user = await hire({ role: 'admin' });
    const confirm = (signInId?: string) =>
      desk.call(
        confirmSecondFactor(identities),
        callerWith('admin', { id: user.id, ...(signInId === undefined ? {} : { signInId }) }),
        {
          route: routes['people/confirm-second-factor'],
        },
      );
    await expect(confirm('s-1')).rejects.toEqual(code('second_factor_required'));
    Object.assign(pool.accounts[0] ?? {}, { totp: true });
    await confirm('s-1');
    await confirm('s-1');
    expect(recordOf(user.id)).toMatchObject({ version: 2, signIn: { confirmed: ['s-1'] } });
    await expect(confirm()).rejects.toEqual(code('conflict'));
    await desk.call(dropSecondFactor(identities), admin, {
      route: routes['people/drop-second-factor'],
      params: { id: user.id },
    });

    expect(recordOf(user.id)?.signIn?.confirmed).toBeUndefined();
    await expect(confirm('s-1')).rejects.toEqual(code('second_factor_required'));
  });
});

describe('a password and an invitation', () => {
  it('are renewed for people of our pool, and for nobody else', async () => {
    const user = await hire();
    const other = await hire({ sub: 'provider:1', email: 'other@example.com' });
    const program = await hire({ kind: 'machine', sub: 'client-1', email: 'erp@example.com' });
    const reset = (id: string) =>
      desk.call(resetPassword(identities), admin, { route: routes['people/reset-password'], params: { id } });
    const invite = (id: string) =>
      desk.call(inviteUser(identities), admin, { route: routes['people/invite-user'], params: { id } });
    await invite(user.id);
    await expect(reset(user.id)).rejects.toEqual(code('conflict'));
    Object.assign(pool.accounts[0] ?? {}, { begun: true });
    desk.world.now += 1000;
    await reset(user.id);

    expect(pool.invitations).toEqual(['li@example.com', 'li@example.com']);
    expect(pool.accounts[0]?.ended).toBe(true);
    expect(recordOf(user.id)?.signIn).toMatchObject({
      passwordSince: desk.world.now,
      endedAt: desk.world.now,
    });
    for (const { id } of [other, program]) {
      await expect(reset(id)).rejects.toEqual(code('conflict'));
      await expect(invite(id)).rejects.toEqual(code('conflict'));
    }
  });
});
