import { updatePolicy } from '#shared/app/sla/update-policy.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/update-policy'];
export const operation = updatePolicy;
