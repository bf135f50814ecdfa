import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { staffRoleRef } from '#shared/domain/people/role.ts';
import type { User } from '#shared/domain/people/user.ts';
import { patchUser, type UserPatch } from '#shared/domain/people/user-change.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { type IdentitiesOf, identitiesFor } from './identities.ts';
import { expectOtherAdmin } from './last-admin.ts';
import { checkTeams, staffWrites } from './team-refs.ts';
import { userView } from './views.ts';

/** A change of one member of staff and all that is written with it. Refuses with `conflict` what would leave no administrator. */
export const changeUser = async (
  before: User,
  patch: UserPatch,
  context: Context,
): Promise<{ user: User; writes: readonly Write[] }> => {
  checkTeams(patch.teamIds ?? [], context);
  const role = patch.role && staffRoleRef(patch.role, context.config.roles);
  const user = patchUser(before, { ...patch, role }, context.now);
  const others = await expectOtherAdmin(before, user, context);
  return { user, writes: staffWrites(before, user, context, update('user', before, user), ...others) };
};

/**
 * Brings the identity in line with what a patch says: who is disabled can't sign in, who is enabled can, and a new e-mail address signs in.
 * The record comes first, because it decides at every request; where this fails, the caller hears of it and repeats.
 */
export const identityAfter =
  (
    identities: IdentitiesOf,
    user: User,
    { email, status }: Pick<UserPatch, 'email' | 'status'>,
  ): (() => Promise<void>) =>
  async () => {
    const pool = identitiesFor(identities, user);
    if (email !== undefined) await pool?.changeEmail(user.sub, email);
    if (status !== undefined) await pool?.setEnabled(user.sub, status === 'active');
  };

/**
 * Whether this very change of what the identity shares is written already, and is asked for once more under the version it was made on: the first
 * try may have broken off before the identity was told. Then it is told, instead of a refusal that leaves it as it was (RFC 9110, 13.1.1).
 */
export const isWritten = (
  user: User,
  ifMatch: number | undefined,
  { email, status, ...rest }: UserPatch,
): boolean =>
  ifMatch === user.version - 1 &&
  (email ?? status) !== undefined &&
  Object.keys(rest).length === 0 &&
  (email ?? user.email) === user.email &&
  (status ?? user.status) === user.status;

/** `PATCH /v1/users/{id}`: effective at the person's next request. Refuses with `already_exists` an identity or address that is somebody else's. */
export const updateUser = (
  identities: IdentitiesOf,
): Operation<(typeof peopleRoutes)['people/update-user']> => ({
  wants: ({ params, body }) => [
    ref('user', params.id),
    ...(body.sub === undefined ? [] : [ref('principal', body.sub)]),
  ],
  async run({ params, body, ifMatch }, context) {
    const before = context.found.one(ref('user', params.id));
    if (!before) throw new Refusal('not_found');
    if (isWritten(before, ifMatch, body)) {
      const after = identityAfter(identities, before, body);
      return { body: userView(before), version: before.version, after };
    }
    checkVersion(before, ifMatch);
    if (body.sub !== undefined && body.sub !== before.sub && context.found.one(ref('principal', body.sub)))
      throw new Refusal('already_exists');
    const { user, writes } = await changeUser(before, body, context);
    if (body.email !== undefined && (await identitiesFor(identities, user)?.isTaken(body.email, user.sub)))
      throw refuseField('email', 'another identity has this address', 'already_exists');
    const after = identityAfter(identities, user, body);
    return { body: userView(user), version: user.version, writes, after };
  },
});
