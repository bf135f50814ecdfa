import { identities } from '#shared/adapters/identities.ts';
import { signOutUser } from '#shared/app/people/sign-out.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/sign-out-user'];
export const operation = signOutUser(identities);
