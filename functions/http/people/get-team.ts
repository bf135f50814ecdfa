import { getTeam } from '#shared/app/people/get-team.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/get-team'];
export const operation = getTeam;
