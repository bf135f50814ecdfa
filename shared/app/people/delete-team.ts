import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { isShippedTeam } from '#shared/domain/people/defaults.ts';
import { activeStatuses } from '#shared/domain/tickets/values.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';

/** What an administrator has set and what would point into the void. */
const setSomewhere = (teamId: string, { teams, roles, settings, policies }: Context['config']): boolean =>
  isShippedTeam(teamId) ||
  [...teams.values()].some(({ escalatesTo }) => escalatesTo === teamId) ||
  [...roles.values()].some((role) => 'teamIds' in role && role.teamIds?.includes(teamId)) ||
  settings.routing.some((rule) => rule.teamId === teamId) ||
  policies.some(({ conditions }) => conditions.teamId?.includes(teamId));

/** Whether any ticket is in the team's queue now, or is still worked on elsewhere and may come back. */
const hasTickets = async (teamId: string, { lists }: Context): Promise<boolean> => {
  const first = { limit: 1, after: undefined };
  const pages = await Promise.all([
    lists.tickets({ teamId, sort: '-createdAt' }, first),
    lists.tickets({ visibleTeams: [teamId], status: activeStatuses, sort: '-createdAt' }, first),
  ]);
  return pages.some(({ items, next }) => items.length > 0 || next !== undefined);
};

/** `DELETE /v1/teams/{id}`. Refuses with `in_use` while people, tickets, other teams, roles, routing or policies point to it. */
export const deleteTeam: Operation<(typeof peopleRoutes)['people/delete-team']> = {
  async run({ params, ifMatch }, context) {
    const team = context.config.teams.get(params.id);
    if (!team) throw new Refusal('not_found');
    checkVersion(team, ifMatch);
    if (setSomewhere(team.id, context.config)) throw new Refusal('in_use');
    const [members, tickets] = await Promise.all([
      context.lists.members(team.id),
      hasTickets(team.id, context),
    ]);
    if (members.length > 0 || tickets) throw new Refusal('in_use');
    return { writes: configWrites(context, { op: 'remove', ref: ref('team', team.id) }) };
  },
};
