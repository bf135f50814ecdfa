import { getPolicy } from '#shared/app/sla/get-policy.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/get-policy'];
export const operation = getPolicy;
