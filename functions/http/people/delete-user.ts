import { identities } from '#shared/adapters/identities.ts';
import { deleteUser } from '#shared/app/people/delete-user.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/delete-user'];
export const operation = deleteUser(identities);
