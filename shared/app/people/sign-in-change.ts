import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { SignIn } from '#shared/domain/people/sign-in.ts';
import type { User } from '#shared/domain/people/user.ts';
import { withSignIn } from '#shared/domain/people/user-change.ts';
import type { Context } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { staffView } from './get-me.ts';
import { userView } from './views.ts';

/** A record whose sign-in was changed, and what has to be written for it. */
export type Changed = { readonly user: User; readonly writes: readonly Write[] };

/** The member of staff a route names. Refuses with `not_found`. */
export const staffOf = async (id: string, { reader }: Pick<Context, 'reader'>): Promise<User> => {
  const user = (await reader.get([ref('user', id)])).one(ref('user', id));
  if (!user) throw new Refusal('not_found');
  return user;
};

/** The caller's own record. Refuses customers with `forbidden`. */
export const selfOf = async (context: Pick<Context, 'caller' | 'reader'>): Promise<User> => {
  if (context.caller.type !== 'user') throw new Refusal('forbidden');
  return staffOf(context.caller.id, context);
};

export const changed = (before: User, change: (signIn: SignIn) => SignIn, now: Instant): Changed => {
  const user = withSignIn(before, change, now);
  return { user, writes: [update('user', before, user)] };
};

/** The answer to an administrator. */
export const shown = ({ user, writes }: Changed) => ({ body: userView(user), version: user.version, writes });

/** The answer to the person. */
export const shownToSelf = ({ user, writes }: Changed, { caller }: Pick<Context, 'caller'>) => ({
  body: staffView(caller, user),
  version: user.version,
  writes,
});
