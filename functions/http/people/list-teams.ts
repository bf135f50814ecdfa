import { listTeams } from '#shared/app/people/list-teams.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/list-teams'];
export const operation = listTeams;
