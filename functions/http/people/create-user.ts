import { identities } from '#shared/adapters/identities.ts';
import { createUser } from '#shared/app/people/create-user.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/create-user'];
export const operation = createUser(identities);
