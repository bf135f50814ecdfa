import { identities } from '#shared/adapters/identities.ts';
import { renewPassword } from '#shared/app/people/passwords.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/renew-password'];
export const operation = renewPassword(identities);
