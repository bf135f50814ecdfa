import type { slaRoutes } from '#shared/contracts/sla.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { policyOr404 } from './lookup.ts';
import { followUp } from './next-version.ts';
import { checkFallbackStays } from './policy-rules.ts';

/** `DELETE /v1/sla-policies/{id}`. Its versions stay, archived: tickets name the one they were measured by. */
export const deletePolicy: Operation<(typeof slaRoutes)['sla/delete-policy']> = {
  run({ params, ifMatch }, context) {
    const before = policyOr404(context, params.id);
    checkVersion(before, ifMatch);
    checkFallbackStays(context.config, before);
    const last = { ...before, ...followUp(before, context), archived: true as const };
    return { status: 204, writes: configWrites(context, create('policy', last)) };
  },
};
