import type { peopleRoutes } from '#shared/contracts/people.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { reaches } from './reach.ts';
import { userView } from './views.ts';

const LIST = 'users';

/** `GET /v1/users`: newest first. Filters are applied after reading, so a page may be shorter than its limit. */
export const listUsers: Operation<(typeof peopleRoutes)['people/list-users']> = {
  async run({ query }, context) {
    const slice = await context.lists.users(pageAsk(LIST, query, context));
    const items = slice.items.filter(
      (user) =>
        reaches(context.caller, user) &&
        (query.teamId === undefined || user.teamIds.includes(query.teamId)) &&
        (query.role === undefined || user.roleId === query.role) &&
        (query.status === undefined || user.status === query.status),
    );
    return { body: pageOf(LIST, query, { items, next: slice.next }, userView, context) };
  },
};
