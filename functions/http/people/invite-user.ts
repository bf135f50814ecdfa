import { identities } from '#shared/adapters/identities.ts';
import { inviteUser } from '#shared/app/people/passwords.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/invite-user'];
export const operation = inviteUser(identities);
