import type { Scope } from './permissions.ts';
import type { Role } from './role.ts';

type Teams = ReadonlyMap<string, { readonly id: string; readonly escalatesTo?: string | undefined }>;

/** How far somebody sees: everything that has a team, or what is or was in one of these teams. */
export type Reach = { readonly scope: Scope; readonly teamIds: readonly string[] };

/** The own teams and all that escalate to them, directly or through others. */
const withEscalating = (own: readonly string[], teams: Teams): string[] => {
  const reached = new Set(own);
  for (let grown = true; grown; ) {
    grown = false;
    for (const team of teams.values()) {
      if (team.escalatesTo !== undefined && reached.has(team.escalatesTo) && !reached.has(team.id)) {
        reached.add(team.id);
        grown = true;
      }
    }
  }
  return [...reached];
};

const byScope = (role: Role, own: readonly string[], teams: Teams): readonly string[] => {
  if (role.scope === 'all') return [...teams.keys()];
  return role.scope === 'escalatingTeams' ? withEscalating(own, teams) : own;
};

/**
 * How far a person with this role sees who is in the teams `own` (A3). A role that is limited to teams leaves of the teams that its
 * scope reaches only those: nobody gains a team by it, and with the scope `all` exactly those are left.
 */
export const reachOf = (role: Role, own: readonly string[], teams: Teams): Reach => {
  const limit = 'teamIds' in role ? role.teamIds : undefined;
  if (limit === undefined) {
    return { scope: role.scope, teamIds: role.scope === 'all' ? own : byScope(role, own, teams) };
  }
  const scope = role.scope === 'all' ? 'teams' : role.scope;
  return { scope, teamIds: byScope(role, own, teams).filter((teamId) => limit.includes(teamId)) };
};
