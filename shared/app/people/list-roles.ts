import type { peopleRoutes } from '#shared/contracts/people.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { roleView } from './views.ts';

const LIST = 'roles';

/** `GET /v1/roles`, in the order of their ids: the shipped ones first. */
export const listRoles: Operation<(typeof peopleRoutes)['people/list-roles']> = {
  run({ query }, context) {
    const roles = [...context.config.roles.values()].map(roleView);
    const slice = sliceOf(roles, ({ id }) => id, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, (role) => role, context) };
  },
};
