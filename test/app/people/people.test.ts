import { beforeEach, describe, expect, it } from 'vitest';
import { createTeam } from '#shared/app/people/create-team.ts';
import { createUser } from '#shared/app/people/create-user.ts';
import { deleteTeam } from '#shared/app/people/delete-team.ts';
import { deleteUser } from '#shared/app/people/delete-user.ts';
import { getMe } from '#shared/app/people/get-me.ts';
import { getRole } from '#shared/app/people/get-role.ts';
import { getUser } from '#shared/app/people/get-user.ts';
import { listRoles } from '#shared/app/people/list-roles.ts';
import { listTeams } from '#shared/app/people/list-teams.ts';
import { listUsers } from '#shared/app/people/list-users.ts';
import { updateMe } from '#shared/app/people/update-me.ts';
import { updateTeam } from '#shared/app/people/update-team.ts';
import { updateUser } from '#shared/app/people/update-user.ts';
import { create, ref } from '#shared/app/records.ts';
import { peopleRoutes as routes } from '#shared/contracts/people.ts';
import {
  managementTeamId,
  serviceLeadTeamId,
  serviceTeamId,
  shippedTeams,
} from '#shared/domain/people/defaults.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const admin = callerWith('admin');
/** A stage without a user pool of its own. */
const nowhere = () => undefined;
const code = (value: string) => expect.objectContaining({ code: value });

let store: MemoryStore;
let desk: ReturnType<typeof operationsOn>;
beforeEach(async () => {
  store = memoryStore();
  desk = operationsOn(store);
  for (const team of shippedTeams(desk.world.now)) await store.commit([create('team', team)]);
  await store.commit([create('epoch', { number: 1 })]);
});

const hire = async (over: object = {}) => {
  const body = {
    name: '李娜',
    email: 'li@example.com',
    sub: 's-1',
    role: 'agent',
    teamIds: [serviceTeamId],
    ...over,
  };
  const { body: made } = await desk.call(createUser(nowhere), admin, {
    route: routes['people/create-user'],
    body,
  });
  if (!made) throw new Error('a user was expected');
  return made;
};
const change = (id: string, ifMatch: number, body: object) =>
  desk.call(updateUser(nowhere), admin, {
    route: routes['people/update-user'],
    params: { id },
    ifMatch,
    body,
  });
const disable = (id: string, ifMatch: number) =>
  desk.call(deleteUser(nowhere), admin, { route: routes['people/delete-user'], params: { id }, ifMatch });
const addTeam = async (body: object) => {
  const { body: made } = await desk.call(createTeam, admin, { route: routes['people/create-team'], body });
  if (!made) throw new Error('a team was expected');
  return made;
};
const changeTeam = (id: string, ifMatch: number, body: object) =>
  desk.call(updateTeam, admin, { route: routes['people/update-team'], params: { id }, ifMatch, body });
const dropTeam = (id: string, ifMatch: number) =>
  desk.call(deleteTeam, admin, { route: routes['people/delete-team'], params: { id }, ifMatch });
const membersOf = async (teamId: string) => (await store.lists.members(teamId)).map(({ userId }) => userId);

describe('a new member of staff', () => {
  it('can sign in and is in their teams at once', async () => {
    const user = await hire();
    expect(store.one(ref('principal', 's-1'))).toEqual({
      sub: 's-1',
      type: 'user',
      id: user.id,
      roleId: 'agent',
      teamIds: [serviceTeamId],
      status: 'active',
    });
    expect(await membersOf(serviceTeamId)).toEqual([user.id]);
    expect(user).toMatchObject({
      role: 'agent',
      capacity: 10,
      level: 'intermediate',
      presence: 'offline',
      status: 'active',
    });
  });

  it('is one person for one identity', async () => {
    await hire();
    await expect(hire({ name: 'x' })).rejects.toEqual(code('already_exists'));
  });

  it('is one person for one identity also when two administrators write at once', async () => {
    const made = await Promise.allSettled([hire(), hire({ name: 'x' })]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(store.all('user')).toHaveLength(1);
  });

  it('may have no identity yet, does not administer until then, and signs in once one is named', async () => {
    const [known, other] = [await hire({ role: 'admin' }), await hire({ sub: undefined, role: 'admin' })];
    await expect(change(known.id, 1, { role: 'agent' })).rejects.toEqual(code('conflict'));
    await expect(change(other.id, 1, { sub: 's-1' })).rejects.toEqual(code('already_exists'));

    await change(other.id, 1, { sub: 's-2' });
    expect(store.one(ref('principal', 's-2'))).toMatchObject({ id: other.id, roleId: 'admin' });
    await change(known.id, 1, { role: 'agent' });
  });

  it('needs teams that are there', async () => {
    await expect(hire({ teamIds: ['team_00000000000000000000000099'] })).rejects.toMatchObject({
      code: 'unknown_reference',
      errors: [{ path: 'teamIds[0]' }],
    });
    await expect(hire({ role: 'customer' })).rejects.toEqual(code('invalid_request'));
  });
});

describe('a changed member of staff', () => {
  it('has the new role and teams at the next request', async () => {
    const { id } = await hire();
    await change(id, 1, { role: 'supervisor', teamIds: [serviceLeadTeamId] });

    expect(store.one(ref('principal', 's-1'))).toMatchObject({
      roleId: 'supervisor',
      teamIds: [serviceLeadTeamId],
    });
    expect(await membersOf(serviceTeamId)).toEqual([]);
    expect(await membersOf(serviceLeadTeamId)).toEqual([id]);
  });

  it('is refused under another version and when there is nobody', async () => {
    const { id } = await hire();
    await expect(change(id, 2, { capacity: 3 })).rejects.toEqual(code('version_conflict'));
    await expect(change('usr_00000000000000000000000009', 1, {})).rejects.toEqual(code('not_found'));
  });

  it('cannot sign in once disabled, and is not deleted', async () => {
    const { id } = await hire();
    await disable(id, 1);
    expect(store.one(ref('principal', 's-1'))).toMatchObject({ status: 'disabled' });
    expect(store.one(ref('user', id))).toMatchObject({ status: 'disabled', presence: 'offline', version: 2 });
  });
});

describe('the last administrator', () => {
  it('can neither be disabled nor given another role', async () => {
    const { id } = await hire({ role: 'admin', teamIds: [] });
    await hire({ sub: 's-2' });
    await expect(disable(id, 1)).rejects.toEqual(code('conflict'));
    await expect(change(id, 1, { role: 'agent' })).rejects.toEqual(code('conflict'));
    expect((await change(id, 1, { name: '周敏' })).version).toBe(2);
  });

  it('may go once there is another', async () => {
    const first = await hire({ role: 'admin', teamIds: [] });
    await hire({ role: 'admin', sub: 's-2', teamIds: [] });
    await disable(first.id, 1);
    expect(store.all('user').filter(({ status }) => status === 'active')).toHaveLength(1);
  });

  it('is left when two administrators disable each other at once', async () => {
    const [a, b] = [
      await hire({ role: 'admin', teamIds: [] }),
      await hire({ role: 'admin', sub: 's-2', teamIds: [] }),
    ];
    const gone = await Promise.allSettled([disable(a.id, 1), disable(b.id, 1)]);
    expect(gone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(store.all('user').filter(({ status }) => status === 'active')).toHaveLength(1);
  });
});

describe('who sees whom', () => {
  it('is everybody for an administrator, the own teams for a supervisor', async () => {
    const agent = await hire();
    const boss = await hire({ sub: 's-2', role: 'admin', teamIds: [managementTeamId] });
    const supervisor = callerWith('supervisor', { teamIds: [serviceLeadTeamId, serviceTeamId] });
    const list = async (caller: typeof admin, query = {}) =>
      (await desk.call(listUsers, caller, { route: routes['people/list-users'], query })).body?.items.map(
        ({ id }) => id,
      );
    const get = (id: string) =>
      desk.call(getUser, supervisor, { route: routes['people/get-user'], params: { id } });

    expect((await list(admin))?.sort()).toEqual([agent.id, boss.id].sort());
    expect(await list(supervisor)).toEqual([agent.id]);
    expect(await list(admin, { role: 'admin' })).toEqual([boss.id]);
    expect(await list(admin, { teamId: serviceTeamId, status: 'active' })).toEqual([agent.id]);
    expect((await get(agent.id)).body).toMatchObject({ id: agent.id });
    await expect(get(boss.id)).rejects.toEqual(code('not_found'));
  });
});

describe('the own record', () => {
  const me = (caller: typeof admin) => desk.call(getMe, caller, { route: routes['people/get-me'] });

  it('says name, role, permissions, teams and presence, and presence can be changed', async () => {
    const { id } = await hire();
    const caller = callerWith('agent', { id, teamIds: [serviceTeamId] });
    expect((await me(caller)).body).toMatchObject({
      id,
      name: '李娜',
      role: 'agent',
      teamIds: [serviceTeamId],
      presence: 'offline',
    });

    const route = routes['people/update-me'];
    expect(
      (await desk.call(updateMe, caller, { route, ifMatch: 1, body: { presence: 'online' } })).body,
    ).toMatchObject({ presence: 'online', version: 2 });
    expect((await store.lists.members(serviceTeamId))[0]).toMatchObject({ presence: 'online' });
    await expect(desk.call(updateMe, caller, { route, ifMatch: 1, body: {} })).rejects.toEqual(
      code('version_conflict'),
    );
    await expect(desk.call(updateMe, caller, { route, ifMatch: 2, body: { role: 'admin' } })).rejects.toEqual(
      code('invalid_request'),
    );
  });

  it('is whole for a customer, who has no presence', async () => {
    const id = 'cus_00000000000000000000000001';
    const customer = {
      id,
      version: 3,
      status: 'active',
      name: '张伟',
      phones: [],
      emails: [],
      addresses: [],
      doNotDisturb: false,
      externalIds: [],
      tags: [],
      notes: 0,
      createdAt: 0,
      updatedAt: 0,
    } as const;
    await store.commit([
      create('customer', { ...customer, phones: [], emails: [], addresses: [], externalIds: [], tags: [] }),
    ]);
    const caller = callerWith('customer', { id });
    expect((await me(caller)).body).toEqual({
      id,
      version: 3,
      name: '张伟',
      role: 'customer',
      permissions: [...caller.permissions],
      teamIds: [],
    });
    await expect(
      desk.call(updateMe, caller, {
        route: routes['people/update-me'],
        ifMatch: 3,
        body: { presence: 'online' },
      }),
    ).rejects.toEqual(code('forbidden'));
  });
});

describe('a team', () => {
  it('is there at the next request, and every change moves the epoch', async () => {
    const team = await addTeam({ name: '退货组', department: '物流', escalatesTo: serviceLeadTeamId });
    expect(store.one(ref('epoch', '3'))).toEqual({ number: 2 });
    const { body } = await desk.call(listTeams, admin, { route: routes['people/list-teams'] });
    expect(body?.items.map(({ name }) => name)).toEqual(['management', 'service', 'service-lead', '退货组']);
    await changeTeam(team.id, 1, { department: null, escalatesTo: managementTeamId });
    expect(store.one(ref('team', team.id))).toMatchObject({ version: 2, escalatesTo: managementTeamId });
    expect(store.one(ref('epoch', '0'))).toEqual({ number: 3 });
  });

  it('keeps its name to itself, also when two are made at once', async () => {
    const made = await Promise.allSettled([addTeam({ name: 'returns' }), addTeam({ name: 'Returns' })]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(store.all('team').filter(({ name }) => name.toLowerCase() === 'returns')).toHaveLength(1);
  });

  it('does not close a circle that another change is closing from the other side', async () => {
    const [a, b] = [await addTeam({ name: 'a' }), await addTeam({ name: 'b' })];
    const moves = await Promise.allSettled([
      changeTeam(a.id, 1, { escalatesTo: b.id }),
      changeTeam(b.id, 1, { escalatesTo: a.id }),
    ]);
    expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is led by people who are there', async () => {
    const { id } = await hire();
    expect((await addTeam({ name: 'x', leadIds: [id, id] })).leadIds).toEqual([id]);
    await expect(addTeam({ name: 'y', leadIds: ['usr_00000000000000000000000009'] })).rejects.toEqual(
      code('unknown_reference'),
    );
  });

  it('cannot go while people or teams point to it, nor ever when it was shipped', async () => {
    const team = await addTeam({ name: 'x' });
    const { id } = await hire({ teamIds: [team.id] });
    await expect(dropTeam(team.id, 1)).rejects.toEqual(code('in_use'));
    await change(id, 1, { teamIds: [] });
    const below = await addTeam({ name: 'y', escalatesTo: team.id });
    await expect(dropTeam(team.id, 1)).rejects.toEqual(code('in_use'));
    await changeTeam(below.id, 1, { escalatesTo: null });
    await dropTeam(team.id, 1);
    expect(store.one(ref('team', team.id))).toBeUndefined();
    await expect(dropTeam(serviceTeamId, 1)).rejects.toEqual(code('in_use'));
  });

  it('takes nobody in while it is being taken away', async () => {
    const team = await addTeam({ name: 'x' });
    const outcome = await Promise.allSettled([dropTeam(team.id, 1), hire({ teamIds: [team.id] })]);
    const refused = outcome.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
  });
});

describe('roles', () => {
  it('are the shipped ones, each under its id', async () => {
    const { body } = await desk.call(listRoles, admin, { route: routes['people/list-roles'], query: {} });
    expect(body?.items.map(({ key }) => key)).toEqual([
      'customer',
      'agent',
      'supervisor',
      'inspector',
      'analyst',
      'admin',
    ]);
    for (const role of body?.items ?? []) {
      expect(
        (await desk.call(getRole, admin, { route: routes['people/get-role'], params: { id: role.id } })).body,
      ).toEqual(role);
    }
  });
});
