import type { peopleRoutes } from '#shared/contracts/people.ts';
import { endedAt } from '#shared/domain/people/sign-in.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Context, Operation } from '../ports.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';
import { type Changed, changed, selfOf, shown, shownToSelf, staffOf } from './sign-in-change.ts';

type Routes = typeof peopleRoutes;

/**
 * Ends every sign-in of a person: at the pool, where nobody gets a new token without the password any more, and in the record, which refuses the
 * tokens that are still out at the next request.
 */
const signOutOf = async (
  before: User,
  identities: IdentitiesOf,
  { now }: Pick<Context, 'now'>,
): Promise<Changed> => {
  await identitiesFor(identities, before)?.signOut(before.sub);
  return changed(before, (signIn) => endedAt(signIn, now), now);
};

/** `POST /v1/users/{id}/sign-out`. */
export const signOutUser = (identities: IdentitiesOf): Operation<Routes['people/sign-out-user']> => ({
  run: async ({ params }, context) =>
    shown(await signOutOf(await staffOf(params.id, context), identities, context)),
});

/** `POST /v1/me/sign-out`. Customers are refused with `forbidden`: their sign-ins end by themselves. */
export const signOut = (identities: IdentitiesOf): Operation<Routes['people/sign-out']> => ({
  run: async (_request, context) =>
    shownToSelf(await signOutOf(await selfOf(context), identities, context), context),
});
