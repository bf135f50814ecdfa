import { updateRole } from '#shared/app/people/update-role.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/update-role'];
export const operation = updateRole;
