import type { Instant } from '../kernel/time.ts';
import { type RoleKey, roleKeySchema } from './permissions.ts';
import type { Team } from './team.ts';

/** The shipped teams have fixed ids, so that a deployment can be repeated and the ladder has an end that is always there. */
export const serviceTeamId = 'team_00000000000000000000000001';
export const serviceLeadTeamId = 'team_00000000000000000000000002';
export const managementTeamId = 'team_00000000000000000000000003';

/** `service` escalates to `service-lead`, that to `management` (`api.md`, The local stack). */
export const shippedTeams = (at: Instant): readonly Team[] => [
  {
    id: serviceTeamId,
    name: 'service',
    escalatesTo: serviceLeadTeamId,
    version: 1,
    createdAt: at,
    updatedAt: at,
  },
  {
    id: serviceLeadTeamId,
    name: 'service-lead',
    escalatesTo: managementTeamId,
    version: 1,
    createdAt: at,
    updatedAt: at,
  },
  { id: managementTeamId, name: 'management', version: 1, createdAt: at, updatedAt: at },
];

/** The ladder and the routing of new tickets lead to these: they can be renamed but not taken away. */
export const isShippedTeam = (teamId: string): boolean =>
  teamId === serviceTeamId || teamId === serviceLeadTeamId || teamId === managementTeamId;

/** The shipped roles have fixed ids, in the order of the contract's table. */
export const roleIdOf = (key: RoleKey): string => {
  const place = roleKeySchema.options.indexOf(key) + 1;
  return `rol_${String(place).padStart(26, '0')}`;
};
