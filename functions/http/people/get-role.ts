import { getRole } from '#shared/app/people/get-role.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/get-role'];
export const operation = getRole;
