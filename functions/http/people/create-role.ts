import { createRole } from '#shared/app/people/create-role.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/create-role'];
export const operation = createRole;
