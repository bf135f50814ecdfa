import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import {
  managementTeamId,
  roleIdOf,
  serviceLeadTeamId,
  serviceTeamId,
  shippedTeams,
} from '#shared/domain/people/defaults.ts';
import { roleKeySchema, shippedRoles } from '#shared/domain/people/permissions.ts';
import { checkTeam, patchTeam, type Team } from '#shared/domain/people/team.ts';
import { membersOf, userSchema } from '#shared/domain/people/user.ts';
import { isActiveAdmin, newUser, patchUser } from '#shared/domain/people/user-change.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');
const usr = 'usr_00000000000000000000000001';

const teams = new Map(shippedTeams(NINE).map((team) => [team.id, team]));
const aTeam = (over: Partial<Team> = {}): Team => ({
  id: 'team_00000000000000000000000009',
  name: 'returns',
  version: 1,
  createdAt: NINE,
  updatedAt: NINE,
  ...over,
});

describe('the shipped teams', () => {
  it('have ids that the API accepts and climb from service to management', () => {
    for (const id of teams.keys()) expect(idSchema('team').safeParse(id).success).toBe(true);
    expect(teams.get(serviceTeamId)?.escalatesTo).toBe(serviceLeadTeamId);
    expect(teams.get(serviceLeadTeamId)?.escalatesTo).toBe(managementTeamId);
    expect(teams.get(managementTeamId)?.escalatesTo).toBeUndefined();
  });
});

describe('a team', () => {
  it('may escalate to any other', () => {
    expect(() => checkTeam(aTeam({ escalatesTo: serviceTeamId }), teams)).not.toThrow();
  });

  it.each(['service', 'SERVICE', 'ｓｅｒｖｉｃｅ'])('cannot be called %s, as another is', (name) => {
    expect(() => checkTeam(aTeam({ name }), teams)).toThrow(expect.objectContaining({ code: 'name_taken' }));
  });

  it('cannot escalate to itself, in circles, or to a team that is not there', () => {
    const refused = (code: string) =>
      expect.objectContaining({ code, errors: [expect.objectContaining({ path: 'escalatesTo' })] });
    expect(() => checkTeam(aTeam({ escalatesTo: aTeam().id }), teams)).toThrow(refused('invalid_request'));
    expect(() =>
      checkTeam(
        {
          ...teams.get(managementTeamId),
          ...aTeam({ id: managementTeamId, name: 'x', escalatesTo: serviceTeamId }),
        },
        teams,
      ),
    ).toThrow(refused('invalid_request'));
    expect(() => checkTeam(aTeam({ escalatesTo: 'team_00000000000000000000000077' }), teams)).toThrow(
      refused('unknown_reference'),
    );
  });

  it('loses a field with null and keeps what is not named', () => {
    const team = aTeam({ department: 'logistics', escalatesTo: serviceTeamId });
    expect(patchTeam(team, { escalatesTo: null, name: 'back' }, NINE + 5)).toEqual({
      ...aTeam({ department: 'logistics', name: 'back' }),
      version: 2,
      updatedAt: NINE + 5,
    });
  });

  it('never ends in a circle, whatever is asked of it', () => {
    const ids = ['1', '2', '3', '4'].map((n) => `team_0000000000000000000000001${n}`);
    const move = fc.record({ of: fc.nat(3), to: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const all = new Map(ids.map((id, n) => [id, aTeam({ id, name: `t${n}` })]));
        for (const { of, to } of moves) {
          const team = { ...aTeam(), ...all.get(ids[of] ?? ''), escalatesTo: ids[to] ?? '' };
          try {
            checkTeam(team, all);
            all.set(team.id, team);
          } catch (error) {
            expect(error).toMatchObject({ code: 'invalid_request' });
          }
        }
        for (const start of all.values()) {
          let steps = 0;
          for (let at: string | undefined = start.id; at !== undefined; at = all.get(at)?.escalatesTo) {
            expect(steps++).toBeLessThan(ids.length);
          }
        }
      }),
    );
  });
});

describe('a member of staff', () => {
  const user = newUser(
    {
      sub: 's-1',
      name: '李娜',
      email: 'li@example.com',
      role: 'agent',
      teamIds: [serviceTeamId, serviceTeamId],
      phone: '+8613812345678',
    },
    { id: usr, now: NINE },
  );

  it('begins active, offline, with room for ten tickets, in each team once', () => {
    expect(userSchema.parse(user)).toEqual(user);
    expect(user).toMatchObject({
      version: 1,
      presence: 'offline',
      status: 'active',
      capacity: 10,
      level: 'intermediate',
      teamIds: [serviceTeamId],
    });
    expect(membersOf(user)).toMatchObject([{ teamId: serviceTeamId, userId: usr, capacity: 10 }]);
  });

  it('is offline once disabled', () => {
    const online = patchUser(user, { presence: 'online' }, NINE);
    expect(patchUser(online, { status: 'disabled', presence: 'online' }, NINE)).toMatchObject({
      presence: 'offline',
      status: 'disabled',
    });
  });

  it('loses a phone with null and keeps it otherwise', () => {
    expect(patchUser(user, { phone: null }, NINE)).not.toHaveProperty('phone');
    expect(patchUser(user, { name: '李四' }, NINE)).toMatchObject({
      phone: '+8613812345678',
      name: '李四',
      version: 2,
    });
  });

  it('administers only while active', () => {
    const admin = patchUser(user, { role: 'admin' }, NINE);
    expect(isActiveAdmin(admin)).toBe(true);
    expect(isActiveAdmin(patchUser(admin, { status: 'disabled' }, NINE))).toBe(false);
    expect(isActiveAdmin(user)).toBe(false);
  });
});

describe('the shipped roles', () => {
  it('have ids that the API accepts, each its own', () => {
    const ids = roleKeySchema.options.map(roleIdOf);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(idSchema('rol').safeParse(id).success).toBe(true);
  });

  it('keep settings, users and roles with the administrator, and searching customers from analysts and customers', () => {
    for (const [key, role] of Object.entries(shippedRoles)) {
      for (const permission of [
        'settings.read',
        'settings.write',
        'users.write',
        'roles.read',
        'teams.write',
      ] as const) {
        expect(role.permissions.includes(permission)).toBe(key === 'admin');
      }
    }
    expect(shippedRoles.analyst.permissions).toContain('customers.read');
    expect(shippedRoles.analyst.permissions).not.toContain('customers.search');
    expect(shippedRoles.customer.permissions).not.toContain('customers.search');
    expect(shippedRoles.customer.permissions).not.toContain('customers.write');
    expect(shippedRoles.inspector.permissions).not.toContain('customers.read');
  });
});
