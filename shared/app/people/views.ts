import type { peopleRoutes } from '#shared/contracts/people.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { roleIdOf } from '#shared/domain/people/defaults.ts';
import type { Role } from '#shared/domain/people/permissions.ts';
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

/** Roles are shipped with the product: they have one version. */
export const roleView = (role: Role): RoleView => ({
  id: roleIdOf(role.key),
  version: 1,
  key: role.key,
  name: role.name,
  permissions: [...role.permissions],
  scope: role.scope,
  reveal: [...role.reveal],
});
