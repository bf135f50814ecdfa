import type { slaRoutes } from '#shared/contracts/sla.ts';
import type { Operation } from '../ports.ts';
import { policyOr404 } from './lookup.ts';
import { policyView } from './views.ts';

/** `GET /v1/sla-policies/{id}`: the newest version. */
export const getPolicy: Operation<(typeof slaRoutes)['sla/get-policy']> = {
  run({ params }, context) {
    const policy = policyOr404(context, params.id);
    return { body: policyView(policy), version: policy.version };
  },
};
