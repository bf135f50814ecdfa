import type { peopleRoutes } from '#shared/contracts/people.ts';
import { checkRole, newRole } from '#shared/domain/people/role.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { roleView } from './views.ts';

/** `POST /v1/roles`. */
export const createRole: Operation<(typeof peopleRoutes)['people/create-role']> = {
  run({ body }, context) {
    const role = newRole(body, { id: context.newId('rol'), now: context.now });
    checkRole(role, context.config);
    return {
      body: roleView(role),
      version: role.version,
      location: `/v1/roles/${role.id}`,
      writes: configWrites(context, create('role', role)),
    };
  },
};
