import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { endedAt } from '#shared/domain/people/sign-in.ts';
import type { User } from '#shared/domain/people/user.ts';
import { withSignIn } from '#shared/domain/people/user-change.ts';
import type { Context, Operation } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';

type Routes = typeof peopleRoutes;

/** The member of staff a route names. Refuses with `not_found`. */
export const staffOf = async (id: string, { reader }: Pick<Context, 'reader'>): Promise<User> => {
  const user = (await reader.get([ref('user', id)])).one(ref('user', id));
  if (!user) throw new Refusal('not_found');
  return user;
};

/**
 * Ends every sign-in of a person: at the pool, where nobody gets a new token without the password any more, and in the record, which refuses the
 * tokens that are still out at the next request.
 */
const signOutOf = async (
  user: User,
  identities: IdentitiesOf,
  { now }: Pick<Context, 'now'>,
): Promise<readonly Write[]> => {
  await identitiesFor(identities, user)?.signOut(user.sub);
  return [
    update(
      'user',
      user,
      withSignIn(user, (signIn) => endedAt(signIn, now), now),
    ),
  ];
};

/** `POST /v1/users/{id}/sign-out`. */
export const signOutUser = (identities: IdentitiesOf): Operation<Routes['people/sign-out-user']> => ({
  async run({ params }, context) {
    return { writes: await signOutOf(await staffOf(params.id, context), identities, context) };
  },
});

/** `POST /v1/me/sign-out`. Customers are refused with `forbidden`: their sign-ins end by themselves. */
export const signOut = (identities: IdentitiesOf): Operation<Routes['people/sign-out']> => ({
  async run(_request, context) {
    if (context.caller.type !== 'user') throw new Refusal('forbidden');
    return { writes: await signOutOf(await staffOf(context.caller.id, context), identities, context) };
  },
});
