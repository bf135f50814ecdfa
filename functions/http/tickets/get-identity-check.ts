import { getIdentityCheck } from '#shared/app/tickets/identity-check.ts';
import { identityCheckRoutes } from '#shared/contracts/identity-check.ts';

export const route = identityCheckRoutes['tickets/get-identity-check'];
export const operation = getIdentityCheck;
