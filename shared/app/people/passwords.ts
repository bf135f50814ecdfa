import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { endedAt } from '#shared/domain/people/sign-in.ts';
import type { User } from '#shared/domain/people/user.ts';
import { withSignIn } from '#shared/domain/people/user-change.ts';
import type { Context, Operation } from '../ports.ts';
import { update, type Write } from '../records.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';
import { staffOf } from './sign-out.ts';

type Routes = typeof peopleRoutes;

/** Ends a password and every sign-in, and starts the age of the next one. Refuses with `conflict` whoever has no password of our pool. */
const endPassword = async (
  user: User,
  identities: IdentitiesOf,
  { now }: Pick<Context, 'now'>,
): Promise<{ readonly writes: readonly Write[] }> => {
  const pool = identitiesFor(identities, user);
  if (!(await pool?.endPassword(user.sub))) throw new Refusal('conflict');
  await pool?.signOut(user.sub);
  const next = withSignIn(user, (signIn) => ({ ...endedAt(signIn, now), passwordSince: now }), now);
  return { writes: [update('user', user, next)] };
};

/** `POST /v1/users/{id}/password-reset`. */
export const resetPassword = (identities: IdentitiesOf): Operation<Routes['people/reset-password']> => ({
  run: async ({ params }, context) => endPassword(await staffOf(params.id, context), identities, context),
});

/** `POST /v1/me/password-reset`: also for somebody whose password is too old. */
export const renewPassword = (identities: IdentitiesOf): Operation<Routes['people/renew-password']> => ({
  async run(_request, context) {
    if (context.caller.type !== 'user') throw new Refusal('forbidden');
    return endPassword(await staffOf(context.caller.id, context), identities, context);
  },
});

/** `POST /v1/users/{id}/invitation`. Refuses with `conflict` whoever has signed in before, or has no identity of ours. */
export const inviteUser = (identities: IdentitiesOf): Operation<Routes['people/invite-user']> => ({
  async run({ params }, context) {
    const user = await staffOf(params.id, context);
    if (user.status !== 'active' || !(await identitiesFor(identities, user)?.inviteAgain(user.sub)))
      throw new Refusal('conflict');
    return { audit: [{ action: 'user.invited', object: user.id }] };
  },
});
