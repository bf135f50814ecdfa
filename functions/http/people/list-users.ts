import { listUsers } from '#shared/app/people/list-users.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/list-users'];
export const operation = listUsers;
