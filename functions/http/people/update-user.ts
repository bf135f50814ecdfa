import { identities } from '#shared/adapters/identities.ts';
import { updateUser } from '#shared/app/people/update-user.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/update-user'];
export const operation = updateUser(identities);
