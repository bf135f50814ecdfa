import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { ownRoleOr404 } from '#shared/domain/people/role.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';

/**
 * `DELETE /v1/roles/{id}`. Refuses with `in_use` while somebody has it, the disabled included: enabled again they would be nobody. Giving
 * somebody a role counts as a change of configuration (see `staffWrites`), so nobody gets it while it goes.
 */
export const deleteRole: Operation<(typeof peopleRoutes)['people/delete-role']> = {
  async run({ params, ifMatch }, context) {
    const role = ownRoleOr404(context.config.roles, params.id);
    checkVersion(role, ifMatch);
    if (await context.lists.hasHolders(role.id)) throw new Refusal('in_use');
    const removal = { op: 'remove', ref: ref('role', role.id), version: role.version } as const;
    return { writes: configWrites(context, removal) };
  },
};
