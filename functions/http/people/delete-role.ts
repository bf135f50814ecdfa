import { deleteRole } from '#shared/app/people/delete-role.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/delete-role'];
export const operation = deleteRole;
