import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { confirmedBy, endedAt } from '#shared/domain/people/sign-in.ts';
import type { Operation } from '../ports.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';
import { changed, selfOf, shown, shownToSelf, staffOf } from './sign-in-change.ts';

type Routes = typeof peopleRoutes;

/**
 * `POST /v1/me/second-factor`: an access token doesn't tell whether a one-time password was part of the sign-in, so the pool is asked whether
 * this person can sign in without one, and the answer is remembered for this one sign-in. Refuses with `second_factor_required` where no
 * authenticator is set up, with `conflict` where the issuer names no sign-in or identities are not ours to ask about.
 */
export const confirmSecondFactor = (
  identities: IdentitiesOf,
): Operation<Routes['people/confirm-second-factor']> => ({
  async run(_request, context) {
    const { caller, now } = context;
    const user = await selfOf(context);
    const pool = identitiesFor(identities, user);
    const { signInId } = caller;
    if (!pool || signInId === undefined) throw new Refusal('conflict');
    if (user.signIn?.confirmed?.includes(signInId)) return shownToSelf({ user, writes: [] }, context);
    if (!(await pool.hasSecondFactor(user.sub))) throw new Refusal('second_factor_required');
    return shownToSelf(
      changed(user, (known) => confirmedBy(known, signInId), now),
      context,
    );
  },
});

/** `POST /v1/users/{id}/second-factor-reset`: for somebody who lost their authenticator. Refuses with `conflict` where identities are not ours. */
export const dropSecondFactor = (
  identities: IdentitiesOf,
): Operation<Routes['people/drop-second-factor']> => ({
  async run({ params }, context) {
    const user = await staffOf(params.id, context);
    const pool = identitiesFor(identities, user);
    if (!pool) throw new Refusal('conflict');
    await pool.dropSecondFactor(user.sub);
    await pool.signOut(user.sub);
    return shown(changed(user, (signIn) => endedAt(signIn, context.now), context.now));
  },
});
