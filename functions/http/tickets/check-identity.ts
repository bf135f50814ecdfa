import { checkIdentity } from '#shared/app/tickets/identity-check.ts';
import { identityCheckRoutes } from '#shared/contracts/identity-check.ts';

export const route = identityCheckRoutes['tickets/check-identity'];
export const operation = checkIdentity;
