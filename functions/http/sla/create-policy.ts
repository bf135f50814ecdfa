import { createPolicy } from '#shared/app/sla/create-policy.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/create-policy'];
export const operation = createPolicy;
