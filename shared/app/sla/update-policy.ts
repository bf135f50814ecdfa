import type { slaRoutes } from '#shared/contracts/sla.ts';
import { mergePatch } from '#shared/domain/settings/merge-patch.ts';
import { writtenPolicySchema } from '#shared/domain/sla/policy.ts';
import { readWhole } from '#shared/domain/sla/read-whole.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { policyOr404 } from './lookup.ts';
import { followUp } from './next-version.ts';
import { checkFallbackStays, checkPolicy } from './policy-rules.ts';
import { policyView } from './views.ts';

/** `PATCH /v1/sla-policies/{id}`: the next version. Tickets keep the one they have until their next event. */
export const updatePolicy: Operation<(typeof slaRoutes)['sla/update-policy']> = {
  run({ params, body, ifMatch }, context) {
    const before = policyOr404(context, params.id);
    checkVersion(before, ifMatch);
    const { name, position, conditions, calendarId, targets } = before;
    const written = readWhole(
      writtenPolicySchema,
      mergePatch({ name, position, conditions, calendarId, targets }, body),
    );
    const after = { ...written, policyId: before.policyId, ...followUp(before, context) };
    checkPolicy(context.config, after);
    checkFallbackStays(context.config, before, after);
    return {
      body: policyView(after),
      version: after.version,
      writes: configWrites(context, create('policy', after)),
    };
  },
};
