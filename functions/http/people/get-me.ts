import { getMe } from '#shared/app/people/get-me.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/get-me'];
export const operation = getMe;
