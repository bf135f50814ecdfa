import type { peopleRoutes } from '#shared/contracts/people.ts';
import { checkRole, ownRoleOr404, patchRole } from '#shared/domain/people/role.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { update } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { roleView } from './views.ts';

/** `PATCH /v1/roles/{id}`: effective at the next request of everybody who has it. Refuses with `shipped_role` one that comes with the product. */
export const updateRole: Operation<(typeof peopleRoutes)['people/update-role']> = {
  run({ params, body, ifMatch }, context) {
    const before = ownRoleOr404(context.config.roles, params.id);
    checkVersion(before, ifMatch);
    const role = patchRole(before, body, context.now);
    checkRole(role, context.config);
    return {
      body: roleView(role),
      version: role.version,
      writes: configWrites(context, update('role', before, role)),
    };
  },
};
