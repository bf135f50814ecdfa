import { deleteTeam } from '#shared/app/people/delete-team.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/delete-team'];
export const operation = deleteTeam;
