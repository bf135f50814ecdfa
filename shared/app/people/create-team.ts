import type { peopleRoutes } from '#shared/contracts/people.ts';
import { checkTeam, type Team } from '#shared/domain/people/team.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { checkLeads } from './team-leads.ts';
import { teamView } from './views.ts';

/** `POST /v1/teams`. */
export const createTeam: Operation<(typeof peopleRoutes)['people/create-team']> = {
  async run({ body }, context) {
    const team: Team = {
      id: context.newId('team'),
      version: 1,
      name: body.name,
      ...(body.department === undefined ? {} : { department: body.department }),
      ...(body.escalatesTo === undefined ? {} : { escalatesTo: body.escalatesTo }),
      ...(body.leadIds === undefined ? {} : { leadIds: [...new Set(body.leadIds)] }),
      createdAt: context.now,
      updatedAt: context.now,
    };
    checkTeam(team, context.config.teams);
    await checkLeads(body.leadIds, context);
    return {
      body: teamView(team),
      version: team.version,
      location: `/v1/teams/${team.id}`,
      writes: configWrites(context, create('team', team)),
    };
  },
};
