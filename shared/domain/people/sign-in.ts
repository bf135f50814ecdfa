import * as z from 'zod';
import { parseDuration } from '../kernel/duration.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import type { Permission } from './permissions.ts';

/** How many sign-ins of one person are remembered as confirmed: about as many as they have devices. */
const MAX_CONFIRMED = 5;

/** What a member of staff's record says of how they sign in; read with the caller at every request. */
export const signInSchema = z.object({
  /** Sign-ins that began until then are over, whatever their tokens say. */
  endedAt: instantSchema.optional(),
  /** Since when the present password may be in use, as far as we know: the invitation or the last reset that we asked for. */
  passwordSince: instantSchema.optional(),
  /** Sign-ins of which the user pool has confirmed a second factor, newest first. */
  confirmed: z.array(z.string().max(64)).max(MAX_CONFIRMED).optional(),
});
export type SignIn = Readonly<z.infer<typeof signInSchema>>;

/** A program signs in for itself; it has no password, no second factor, and a rate limit of its own. */
export const userKindSchema = z.enum(['person', 'machine']);
export type UserKind = z.infer<typeof userKindSchema>;

/** What a token says of the sign-in it comes of. */
export type Session = {
  /** The same for every token of one sign-in; `undefined` where the issuer doesn't say. */
  readonly id?: string | undefined;
  /** When the person proved who they are, in ms since 1970 but known to the second. */
  readonly at?: Instant | undefined;
  /** The issuer itself vouches for a second factor (`amr` of RFC 8176). */
  readonly twoFactors: boolean;
};

const privileged: ReadonlySet<Permission> = new Set<Permission>([
  'users.write',
  'roles.write',
  'settings.write',
  'customers.erase',
]);

/** What only administrators may and what would hurt most in other hands: it asks for a second factor, and for a fresh sign-in. */
export const isPrivileged = (permission: Permission | 'public'): boolean =>
  permission !== 'public' && privileged.has(permission);

/** Whether somebody with these permissions administers the organisation. */
export const isAdministrator = (permissions: Iterable<Permission>): boolean =>
  [...permissions].some((permission) => privileged.has(permission));

/** Whether a sign-in is over. One that began within the second of its end counts as older: tokens know no smaller unit. */
export const hasEnded = ({ endedAt }: SignIn, { at }: Pick<Session, 'at'>): boolean =>
  endedAt !== undefined && (at === undefined || Math.floor(at / 1000) <= Math.floor(endedAt / 1000));

/** Whether a second factor was part of the sign-in, by the token itself or as the pool has confirmed. */
export const hasSecondFactor = ({ confirmed = [] }: SignIn, { id, twoFactors }: Session): boolean =>
  twoFactors || (id !== undefined && confirmed.includes(id));

/** Whether a sign-in is recent enough: at most `maxMs` old. Without the instant it never is. */
export const isFresh = ({ at }: Pick<Session, 'at'>, maxMs: number, now: Instant): boolean =>
  at !== undefined && now - at <= maxMs;

/** Whether a password has been in use for longer than the organisation wants (`null`: there is no such limit). */
export const passwordIsOver = ({ passwordSince }: SignIn, maxAge: string | null, now: Instant): boolean => {
  const span = maxAge === null ? undefined : parseDuration(maxAge);
  return span !== undefined && passwordSince !== undefined && now - passwordSince >= span;
};

/** Remembers that the second factor of a sign-in is confirmed. */
export const confirmedBy = (signIn: SignIn, id: string): SignIn => ({
  ...signIn,
  confirmed: [id, ...(signIn.confirmed ?? []).filter((known) => known !== id)].slice(0, MAX_CONFIRMED),
});

/** Every sign-in up to now is over; what was confirmed of them is of no more use. */
export const endedAt = ({ passwordSince }: SignIn, now: Instant): SignIn => ({
  endedAt: now,
  ...(passwordSince === undefined ? {} : { passwordSince }),
});
