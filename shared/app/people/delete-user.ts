import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import type { IdentitiesOf } from './identities.ts';
import { changeUser, identityAfter, isWritten } from './update-user.ts';

/**
 * `DELETE /v1/users/{id}`: disables, signs out everywhere and closes the identity. The record stays, tickets and their history point to it.
 */
export const deleteUser = (
  identities: IdentitiesOf,
): Operation<(typeof peopleRoutes)['people/delete-user']> => ({
  wants: ({ params }) => [ref('user', params.id)],
  async run({ params, ifMatch }, context) {
    const before = context.found.one(ref('user', params.id));
    if (!before) throw new Refusal('not_found');
    const patch = { status: 'disabled' } as const;
    if (isWritten(before, ifMatch, patch)) return { after: identityAfter(identities, before, patch) };
    checkVersion(before, ifMatch);
    const { user, writes } = await changeUser(before, patch, context);
    return { writes, after: identityAfter(identities, user, patch) };
  },
});
