import type { Instant } from '../kernel/time.ts';
import type { StaffRoleRef } from './role.ts';
import type { SignIn, UserKind } from './sign-in.ts';
import { DEFAULT_CAPACITY, type Level, type Presence, type User, type UserStatus } from './user.ts';

/** What an administrator says of a new member of staff. */
export type UserInput = {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string | undefined;
  readonly role: StaffRoleRef;
  readonly teamIds?: readonly string[] | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly capacity?: number | undefined;
  readonly level?: Level | undefined;
  readonly kind?: UserKind | undefined;
  /** Since when they have a password of our pool. */
  readonly passwordSince?: Instant | undefined;
};

/** A merge patch of a member of staff; `null` takes the phone away. */
export type UserPatch = {
  readonly [Field in Exclude<keyof UserInput, 'sub' | 'phone' | 'kind' | 'passwordSince'>]?:
    | UserInput[Field]
    | undefined;
} & {
  readonly phone?: string | null | undefined;
  /** The identity they sign in with from now on. */
  readonly sub?: string | undefined;
  readonly presence?: Presence | undefined;
  readonly status?: UserStatus | undefined;
};

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Stands in for the identity of somebody who has none yet: no token has such a subject. */
export const subjectToCome = (userId: string): string => userId;

/** A member of staff as they begin: active, not yet at work. */
export const newUser = (input: UserInput, { id, now }: { id: string; now: Instant }): User => ({
  id,
  version: 1,
  sub: input.sub,
  name: input.name,
  email: input.email,
  ...(input.phone === undefined ? {} : { phone: input.phone }),
  roleId: input.role,
  teamIds: unique(input.teamIds ?? []),
  skills: unique(input.skills ?? []),
  languages: unique(input.languages ?? []),
  capacity: input.capacity ?? DEFAULT_CAPACITY,
  level: input.level ?? 'intermediate',
  presence: 'offline',
  status: 'active',
  ...(input.kind === 'machine' ? { kind: input.kind } : {}),
  ...(input.passwordSince === undefined ? {} : { signIn: { passwordSince: input.passwordSince } }),
  createdAt: now,
  updatedAt: now,
});

/** The next version of a member of staff. Whoever is disabled is offline. */
export const patchUser = (before: User, patch: UserPatch, now: Instant): User => {
  const { phone: had, ...rest } = before;
  const phone = patch.phone === undefined ? had : (patch.phone ?? undefined);
  const status = patch.status ?? before.status;
  return {
    ...rest,
    sub: patch.sub ?? before.sub,
    name: patch.name ?? before.name,
    email: patch.email ?? before.email,
    ...(phone === undefined ? {} : { phone }),
    roleId: patch.role ?? before.roleId,
    teamIds: unique(patch.teamIds ?? before.teamIds),
    skills: unique(patch.skills ?? before.skills),
    languages: unique(patch.languages ?? before.languages),
    capacity: patch.capacity ?? before.capacity,
    level: patch.level ?? before.level,
    presence: status === 'disabled' ? 'offline' : (patch.presence ?? before.presence),
    status,
    version: before.version + 1,
    updatedAt: Math.max(now, before.updatedAt),
  };
};

/** Whether somebody administers the organisation: who cannot sign in yet doesn't, nor does a program. */
export const isActiveAdmin = (user: User): boolean =>
  user.roleId === 'admin' &&
  user.kind !== 'machine' &&
  user.status === 'active' &&
  user.sub !== subjectToCome(user.id);

/** The record after its sign-in changed in some way. */
export const withSignIn = (before: User, change: (signIn: SignIn) => SignIn, now: Instant): User => ({
  ...before,
  signIn: change(before.signIn ?? {}),
  version: before.version + 1,
  updatedAt: Math.max(now, before.updatedAt),
});
