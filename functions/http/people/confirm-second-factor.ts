import { identities } from '#shared/adapters/identities.ts';
import { confirmSecondFactor } from '#shared/app/people/second-factor.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/confirm-second-factor'];
export const operation = confirmSecondFactor(identities);
