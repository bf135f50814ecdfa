import { createTeam } from '#shared/app/people/create-team.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/create-team'];
export const operation = createTeam;
