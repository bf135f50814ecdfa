import { listPolicies } from '#shared/app/sla/list-policies.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/list-policies'];
export const operation = listPolicies;
