import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkTeam, patchTeam } from '#shared/domain/people/team.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { update } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { checkLeads } from './team-leads.ts';
import { teamView } from './views.ts';

/** `PATCH /v1/teams/{id}`. */
export const updateTeam: Operation<(typeof peopleRoutes)['people/update-team']> = {
  async run({ params, body, ifMatch }, context) {
    const before = context.config.teams.get(params.id);
    if (!before) throw new Refusal('not_found');
    checkVersion(before, ifMatch);
    const team = patchTeam(before, body, context.now);
    checkTeam(team, context.config.teams);
    await checkLeads(body.leadIds, context);
    return {
      body: teamView(team),
      version: team.version,
      writes: configWrites(context, update('team', before, team)),
    };
  },
};
