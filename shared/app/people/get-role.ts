import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { roleById } from '#shared/domain/people/role.ts';
import type { Operation } from '../ports.ts';
import { roleView } from './views.ts';

/** `GET /v1/roles/{id}`. */
export const getRole: Operation<(typeof peopleRoutes)['people/get-role']> = {
  run({ params }, { config }) {
    const role = roleById(config.roles, params.id);
    if (!role) throw new Refusal('not_found');
    const body = roleView(role);
    return { body, version: body.version };
  },
};
