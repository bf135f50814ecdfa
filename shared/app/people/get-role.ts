import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { roleIdOf } from '#shared/domain/people/defaults.ts';
import type { Operation } from '../ports.ts';
import { roleView } from './views.ts';

/** `GET /v1/roles/{id}`. */
export const getRole: Operation<(typeof peopleRoutes)['people/get-role']> = {
  run({ params }, { config }) {
    const role = [...config.roles.values()].find(({ key }) => roleIdOf(key) === params.id);
    if (!role) throw new Refusal('not_found');
    return { body: roleView(role), version: 1 };
  },
};
