import type { slaRoutes } from '#shared/contracts/sla.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { firstVersion } from './next-version.ts';
import { checkPolicy } from './policy-rules.ts';
import { policyView } from './views.ts';

/** `POST /v1/sla-policies`. It is asked from the next event of every ticket on. */
export const createPolicy: Operation<(typeof slaRoutes)['sla/create-policy']> = {
  run({ body }, context) {
    checkPolicy(context.config, body);
    const policy = { ...body, policyId: context.newId('pol'), ...firstVersion(context) };
    return {
      body: policyView(policy),
      version: policy.version,
      location: `/v1/sla-policies/${policy.policyId}`,
      writes: configWrites(context, create('policy', policy)),
    };
  },
};
