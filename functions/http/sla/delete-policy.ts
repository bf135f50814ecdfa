import { deletePolicy } from '#shared/app/sla/delete-policy.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/delete-policy'];
export const operation = deletePolicy;
