import type { slaRoutes } from '#shared/contracts/sla.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { policiesInUse } from './lookup.ts';
import { policyView } from './views.ts';

const LIST = 'sla-policies';

/** `GET /v1/sla-policies`, in the order in which they are asked. */
export const listPolicies: Operation<(typeof slaRoutes)['sla/list-policies']> = {
  run({ query }, context) {
    const all = policiesInUse(context.config).map((policy) => ({ ...policy, id: policy.policyId }));
    const inOrder = ({ position }: { position: number }) => String(position).padStart(7, '0');
    const slice = sliceOf(all, inOrder, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, policyView, context) };
  },
};
