import { updateMe } from '#shared/app/people/update-me.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/update-me'];
export const operation = updateMe;
