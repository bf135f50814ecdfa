import type { RouteId } from '#shared/contracts/routes.ts';
import { routes } from '#shared/contracts/routes.ts';
import { type Permission, shippedRoles } from '#shared/domain/people/permissions.ts';
import type { Actor, TeamName } from './actors.ts';

/**
 * What may be expected of a cell, worked out from the contract's words and the table of permissions alone (`api.md`, Shipped roles), by
 * other code than the product's.
 */
export type Verdict = 'allowed' | 401 | 403 | 404;

/** What is known of the object a request names. */
export type Facts = {
  /** The sample customer it is about. */
  readonly customer?: string;
  /** The teams it has been in; without teams it is in nobody's scope and everybody's. */
  readonly teams?: readonly TeamName[];
  /** The name of the actor whose own it is (a saved view, a user's record). */
  readonly owner?: string;
  /** The name of the actor who wrote it. */
  readonly author?: string;
  /** Not for customers, even on a case of theirs. */
  readonly internal?: boolean;
  readonly missing?: boolean;
};

/** Each team and the team it escalates to. */
const ladder: Readonly<Record<TeamName, TeamName | undefined>> = {
  service: 'service-lead',
  'service-lead': 'management',
  management: undefined,
  returns: 'management',
};
const everyTeam = Object.keys(ladder) as TeamName[];

export const may = ({ role }: Actor, permission: Permission): boolean => {
  if (role === undefined) return false;
  const named: readonly Permission[] =
    typeof role === 'string' ? shippedRoles[role].permissions : role.permissions;
  return permission === 'self.read' || named.includes(permission);
};

const endsIn = (team: TeamName, own: readonly TeamName[]): boolean => {
  const next = ladder[team];
  return own.includes(team) || (next !== undefined && endsIn(next, own));
};

/** The teams whose work an actor sees: the whole ladder for scope `all`; never more than the limit of their role. */
export const reach = ({ role, teams }: Actor): readonly TeamName[] => {
  if (role === undefined) return [];
  const { scope } = typeof role === 'string' ? shippedRoles[role] : role;
  const limit = typeof role === 'string' ? everyTeam : role.limit;
  return everyTeam.filter((team) => {
    const reached =
      scope === 'all' || (scope === 'escalatingTeams' ? endsIn(team, teams) : teams.includes(team));
    return reached && limit.includes(team);
  });
};

/** Whether the whole organisation is in the actor's scope, also what has no team. */
export const seesAll = ({ role }: Actor): boolean =>
  typeof role === 'string' && shippedRoles[role].scope === 'all';

/** Teams, roles, settings and the like: whoever has the permission may know of them. */
const isNobodys = ({ customer, teams, owner }: Facts): boolean =>
  customer === undefined && teams === undefined && owner === undefined;

/** Whether an actor may know of an object. */
export const knows = (actor: Actor, facts: Facts): boolean => {
  if (facts.missing) return false;
  if (isNobodys(facts)) return true;
  if (actor.kind === 'customer') return facts.customer === actor.name && facts.internal !== true;
  if (facts.owner === actor.name) return true;
  if (facts.teams === undefined) return facts.owner === undefined;
  return seesAll(actor) || facts.teams.some((team) => reach(actor).includes(team));
};

export const verdictOf = (id: RouteId, actor: Actor, facts: Facts): Verdict => {
  const { permission } = routes[id];
  if (permission === 'public') return facts.missing ? 404 : 'allowed';
  if (actor.kind === 'nobody') return 401;
  if (!may(actor, permission)) return 403;
  return knows(actor, facts) ? 'allowed' : 404;
};
