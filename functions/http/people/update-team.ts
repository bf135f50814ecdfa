import { updateTeam } from '#shared/app/people/update-team.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/update-team'];
export const operation = updateTeam;
