import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { endedAt } from '#shared/domain/people/sign-in.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Context, Operation } from '../ports.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';
import { type Changed, changed, selfOf, shown, shownToSelf, staffOf } from './sign-in-change.ts';

type Routes = typeof peopleRoutes;

/** Ends a password and every sign-in, and starts the age of the next one. Refuses with `conflict` whoever has no password of our pool. */
const endPassword = async (
  user: User,
  identities: IdentitiesOf,
  { now }: Pick<Context, 'now'>,
): Promise<Changed> => {
  const pool = identitiesFor(identities, user);
  if (!(await pool?.endPassword(user.sub))) throw new Refusal('conflict');
  await pool?.signOut(user.sub);
  return changed(user, (signIn) => ({ ...endedAt(signIn, now), passwordSince: now }), now);
};

/** `POST /v1/users/{id}/password-reset`. */
export const resetPassword = (identities: IdentitiesOf): Operation<Routes['people/reset-password']> => ({
  run: async ({ params }, context) =>
    shown(await endPassword(await staffOf(params.id, context), identities, context)),
});

/** `POST /v1/me/password-reset`: also for somebody whose password is too old. */
export const renewPassword = (identities: IdentitiesOf): Operation<Routes['people/renew-password']> => ({
  run: async (_request, context) =>
    shownToSelf(await endPassword(await selfOf(context), identities, context), context),
});

/** `POST /v1/users/{id}/invitation`. Refuses with `conflict` whoever has signed in before, or has no identity of ours. */
export const inviteUser = (identities: IdentitiesOf): Operation<Routes['people/invite-user']> => ({
  async run({ params }, context) {
    const user = await staffOf(params.id, context);
    if (user.status !== 'active' || !(await identitiesFor(identities, user)?.inviteAgain(user.sub)))
      throw new Refusal('conflict');
    return { ...shown({ user, writes: [] }), audit: [{ action: 'user.invited', object: user.id }] };
  },
});
