import type { peopleRoutes } from '#shared/contracts/people.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { idOfRole, type Role } from '#shared/domain/people/role.ts';
import type { Team } from '#shared/domain/people/team.ts';
import type { User } from '#shared/domain/people/user.ts';

type Routes = typeof peopleRoutes;
export type UserView = ResponseOf<Routes['people/get-user']>;
export type TeamView = ResponseOf<Routes['people/get-team']>;
export type RoleView = ResponseOf<Routes['people/get-role']>;

export const userView = (user: User): UserView => ({
  id: user.id,
  version: user.version,
  name: user.name,
  email: user.email,
  ...(user.phone === undefined ? {} : { phone: user.phone }),
  role: user.roleId,
  teamIds: user.teamIds,
  skills: user.skills,
  languages: user.languages,
  capacity: user.capacity,
  level: user.level,
  presence: user.presence,
  status: user.status,
  kind: user.kind ?? 'person',
  createdAt: iso(user.createdAt),
  updatedAt: iso(user.updatedAt),
});

export const teamView = (team: Team): TeamView => ({
  id: team.id,
  version: team.version,
  name: team.name,
  ...(team.department === undefined ? {} : { department: team.department }),
  ...(team.escalatesTo === undefined ? {} : { escalatesTo: team.escalatesTo }),
  leadIds: [...(team.leadIds ?? [])],
  createdAt: iso(team.createdAt),
  updatedAt: iso(team.updatedAt),
});

/** A shipped role has its word as `key`, and one version. */
export const roleView = (role: Role): RoleView => ({
  id: idOfRole(role),
  ...('key' in role
    ? { version: 1, key: role.key }
    : {
        version: role.version,
        ...(role.teamIds === undefined ? {} : { teamIds: [...role.teamIds] }),
        createdAt: iso(role.createdAt),
        updatedAt: iso(role.updatedAt),
      }),
  name: role.name,
  permissions: [...role.permissions],
  scope: role.scope,
  reveal: [...role.reveal],
});
