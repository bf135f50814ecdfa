import { getUser } from '#shared/app/people/get-user.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/get-user'];
export const operation = getUser;
