import { identities } from '#shared/adapters/identities.ts';
import { signOut } from '#shared/app/people/sign-out.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/sign-out'];
export const operation = signOut(identities);
