import { identities } from '#shared/adapters/identities.ts';
import { resetPassword } from '#shared/app/people/passwords.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/reset-password'];
export const operation = resetPassword(identities);
