import { listRoles } from '#shared/app/people/list-roles.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/list-roles'];
export const operation = listRoles;
