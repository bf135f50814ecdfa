import type { peopleRoutes } from '#shared/contracts/people.ts';
import { staffRoleRef } from '#shared/domain/people/role.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { reaches } from './reach.ts';
import { userView } from './views.ts';

const LIST = 'users';

/** `GET /v1/users`: newest first. Filters are applied after reading, so a page may be shorter than its limit. */
export const listUsers: Operation<(typeof peopleRoutes)['people/list-users']> = {
  async run({ query }, context) {
    const role = query.role && staffRoleRef(query.role, context.config.roles);
    const slice = await context.lists.users(pageAsk(LIST, query, context));
    const items = slice.items.filter(
      (user) =>
        reaches(context.caller, user) &&
        (query.teamId === undefined || user.teamIds.includes(query.teamId)) &&
        (role === undefined || user.roleId === role) &&
        (query.status === undefined || user.status === query.status),
    );
    return { body: pageOf(LIST, query, { items, next: slice.next }, userView, context) };
  },
};
