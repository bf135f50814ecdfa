import { identities } from '#shared/adapters/identities.ts';
import { dropSecondFactor } from '#shared/app/people/second-factor.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';

export const route = peopleRoutes['people/drop-second-factor'];
export const operation = dropSecondFactor(identities);
