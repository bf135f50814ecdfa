import type { peopleRoutes } from '#shared/contracts/people.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { teamView } from './views.ts';

const LIST = 'teams';

/** `GET /v1/teams`, by name. */
export const listTeams: Operation<(typeof peopleRoutes)['people/list-teams']> = {
  run({ query }, context) {
    const teams = [...context.config.teams.values()];
    const slice = sliceOf(teams, ({ name }) => name, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, teamView, context) };
  },
};
