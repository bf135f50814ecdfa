import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Permission, permissions, shippedRoles } from '#shared/domain/people/permissions.ts';
import { reachOf } from '#shared/domain/people/reach.ts';
import {
  checkRole,
  grantablePermissionSchema,
  newRole,
  ownRoleOr404,
  ownRoleSchema,
  patchRole,
  roleById,
  rolesByRef,
  staffRoleRef,
  staffScopeSchema,
} from '#shared/domain/people/role.ts';

const NOW = Date.UTC(2026, 2, 2);
const idOf = (prefix: string, n: number): string => `${prefix}_${String(n).padStart(26, '0')}`;
const teamIds = Array.from({ length: 6 }, (_, n) => idOf('team', n));
const code = (expected: string) => (error: unknown) => error instanceof Refusal && error.code === expected;

/** Teams each of which may escalate to a later one, so that there are no circles. */
const teamsArbitrary = fc.array(fc.option(fc.nat(4), { nil: undefined }), { minLength: 6, maxLength: 6 }).map(
  (steps) =>
    new Map(
      steps.map((step, n) => {
        const escalatesTo = step === undefined ? undefined : teamIds[n + 1 + step];
        return [teamIds[n] ?? '', { id: teamIds[n] ?? '', escalatesTo }];
      }),
    ),
);
const someTeams = fc.uniqueArray(fc.constantFrom(...teamIds));
const roleArbitrary = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 20 }),
    permissions: fc.array(fc.constantFrom(...grantablePermissionSchema.options)),
    scope: fc.constantFrom(...staffScopeSchema.options),
    teamIds: fc.option(someTeams, { nil: undefined }),
    reveal: fc.array(fc.constantFrom('phone' as const, 'email' as const, 'name' as const)),
  })
  .map((fields) => newRole(fields, { id: idOf('rol', 99), now: NOW }));

describe('a role of the organisation’s own', () => {
  it('is kept as it was asked for, with everything named once', () => {
    fc.assert(
      fc.property(roleArbitrary, (role) => {
        expect(ownRoleSchema.parse(role)).toEqual(role);
        for (const list of [role.permissions, role.teamIds ?? [], role.reveal])
          expect(new Set(list).size).toBe(list.length);
      }),
    );
  });

  it('may have every permission but those to say who may what', () => {
    const not: Permission[] = permissions.filter(
      (permission) => !grantablePermissionSchema.safeParse(permission).success,
    );
    expect(not).toEqual(['users.write', 'roles.write']);
    expect(staffScopeSchema.options).toEqual(['teams', 'escalatingTeams', 'all']);
  });

  it('keeps what a patch does not name, and loses its limit by null', () => {
    fc.assert(
      fc.property(roleArbitrary, roleArbitrary, (role, other) => {
        const renamed = patchRole(role, { name: other.name }, NOW + 1);
        expect(renamed).toEqual({ ...role, name: other.name, version: 2, updatedAt: NOW + 1 });
        expect(patchRole(role, { teamIds: null }, NOW).teamIds).toBeUndefined();
        expect(patchRole(role, { reveal: null }, NOW).reveal).toEqual([]);
      }),
    );
  });

  it('has a name of its own, whatever its case and width, and teams that are there', () => {
    const role = (name: string, limit?: string[]) =>
      newRole(
        { name, permissions: ['tickets.read'], scope: 'teams', teamIds: limit },
        { id: idOf('rol', 99), now: NOW },
      );
    const other = { ...role('Night shift'), id: idOf('rol', 98) };
    const around = { roles: rolesByRef([other]), teams: new Map([[teamIds[0] ?? '', {}]]) };

    for (const name of ['NIGHT SHIFT', 'ｎｉｇｈｔ shift', 'Administrator', 'agent'])
      expect(() => checkRole(role(name), around)).toThrow(expect.toSatisfy(code('name_taken')));
    expect(() => checkRole(role('Day shift', [teamIds[1] ?? '']), around)).toThrow(
      expect.toSatisfy(code('unknown_reference')),
    );
    checkRole(role('Day shift', teamIds.slice(0, 1)), around);
    checkRole({ ...other, version: 2 }, around);
  });

  it('stands beside the shipped ones, which stay as they are', () => {
    const own = newRole({ name: 'x', permissions: [], scope: 'all' }, { id: idOf('rol', 99), now: NOW });
    const roles = rolesByRef([own]);
    expect(roles.size).toBe(7);
    expect(roleById(roles, own.id)).toBe(own);
    expect(roleById(roles, idOf('rol', 2))).toBe(shippedRoles.agent);
    expect(ownRoleOr404(roles, own.id)).toBe(own);
    expect(() => ownRoleOr404(roles, idOf('rol', 6))).toThrow(expect.toSatisfy(code('shipped_role')));
    expect(() => ownRoleOr404(roles, idOf('rol', 7))).toThrow(expect.toSatisfy(code('not_found')));
  });

  it('is named by its id, a shipped one by its word whichever way it is asked for', () => {
    const own = newRole({ name: 'x', permissions: [], scope: 'all' }, { id: idOf('rol', 99), now: NOW });
    const roles = rolesByRef([own]);
    expect(staffRoleRef(own.id, roles)).toBe(own.id);
    expect(staffRoleRef('analyst', roles)).toBe('analyst');
    expect(staffRoleRef(idOf('rol', 6), roles)).toBe('admin');
    for (const id of [idOf('rol', 1), idOf('rol', 97)])
      expect(() => staffRoleRef(id, roles)).toThrow(expect.toSatisfy(code('unknown_reference')));
  });
});

describe('how far a role sees', () => {
  it('is never further with a limit to teams than without, and never beyond the limit', () => {
    fc.assert(
      fc.property(roleArbitrary, someTeams, teamsArbitrary, (role, own, teams) => {
        const { teamIds: limit, ...free } = role;
        const [limited, whole] = [reachOf(role, own, teams), reachOf(free, own, teams)];
        const reaches = ({ scope, teamIds: reached }: typeof limited, id: string): boolean =>
          scope === 'all' || reached.includes(id);
        for (const id of teams.keys())
          expect(reaches(limited, id)).toBe(reaches(whole, id) && (limit?.includes(id) ?? true));
      }),
    );
  });

  it('takes in every team from which escalation leads to one of the own', () => {
    fc.assert(
      fc.property(someTeams, teamsArbitrary, (own, teams) => {
        const leadsToOwn = (id: string | undefined): boolean =>
          id !== undefined && (own.includes(id) || leadsToOwn(teams.get(id)?.escalatesTo));
        const { teamIds: reached } = reachOf(shippedRoles.supervisor, own, teams);
        expect(new Set(reached)).toEqual(new Set([...teams.keys()].filter(leadsToOwn)));
        expect(reachOf(shippedRoles.agent, own, teams)).toEqual({ scope: 'teams', teamIds: own });
      }),
    );
  });
});
