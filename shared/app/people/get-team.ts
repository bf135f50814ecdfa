import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { teamView } from './views.ts';

/** `GET /v1/teams/{id}`. */
export const getTeam: Operation<(typeof peopleRoutes)['people/get-team']> = {
  run({ params }, { config }) {
    const team = config.teams.get(params.id);
    if (!team) throw new Refusal('not_found');
    return { body: teamView(team), version: team.version };
  },
};
