import * as z from 'zod';
import type { Principal } from '#shared/app/ports.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { ownRoleSchema, roleRefSchema } from '#shared/domain/people/role.ts';
import { signInSchema, userKindSchema } from '#shared/domain/people/sign-in.ts';
import { teamSchema } from '#shared/domain/people/team.ts';
import {
  holdersOf,
  loadSchema,
  type Member,
  memberSchema,
  membersOf,
  type RoleHolder,
  roleHolderSchema,
  type User,
  userSchema,
} from '#shared/domain/people/user.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

const principalSchema = z.object({
  sub: z.string(),
  type: z.enum(['user', 'customer']),
  id: z.string(),
  roleId: roleRefSchema,
  teamIds: z.array(z.string()),
  status: z.enum(['active', 'disabled']),
  formerIds: z.array(z.string()).optional(),
  kind: userKindSchema.optional(),
  signIn: signInSchema.optional(),
});

/** Who a token's subject is: what every request needs to know of its caller, in one small item. */
export const principalItem: ItemKind<'principal'> = {
  type: 'principal',
  schemaVersion: 1,
  key: ([sub = '']) => keys.principal(sub),
  idOf: ({ sub }) => [sub],
  toItem: (principal) => ({ ...principal }),
  fromItem: (item) => principalSchema.parse(stripped(item)),
};

/** The whole item of a principal that follows the record it belongs to. */
export const principalFollower = (principal: Principal): Item => ({
  ...keys.principal(principal.sub),
  t: principalItem.type,
  v: principalItem.schemaVersion,
  ...principal,
});

const principalOf = ({ sub, id, roleId, teamIds, status, kind, signIn }: User): Principal => ({
  sub,
  type: 'user',
  id,
  roleId,
  teamIds,
  status,
  ...(kind === undefined ? {} : { kind }),
  ...(signIn === undefined ? {} : { signIn }),
});

/** A person in one team's list. */
export const memberItem: ItemKind<'member'> = {
  type: 'member',
  schemaVersion: 1,
  key: ([teamId = '', userId = '']) => keys.member(teamId, userId),
  idOf: ({ teamId, userId }) => [teamId, userId],
  toItem: (member) => ({ ...member }),
  fromItem: (item) => memberSchema.parse(stripped(item)),
};

const memberFollower = (member: Member): Item => ({
  ...keys.member(member.teamId, member.userId),
  t: memberItem.type,
  v: memberItem.schemaVersion,
  ...member,
});

/** A person in the list of those who have one of the organisation's own roles. */
export const roleHolderItem: ItemKind<'roleHolder'> = {
  type: 'roleHolder',
  schemaVersion: 1,
  key: ([roleId = '', userId = '']) => keys.roleHolder(roleId, userId),
  idOf: ({ roleId, userId }) => [roleId, userId],
  toItem: (holder) => ({ ...holder }),
  fromItem: (item) => roleHolderSchema.parse(stripped(item)),
};

const holderFollower = (holder: RoleHolder): Item => ({
  ...keys.roleHolder(holder.roleId, holder.userId),
  t: roleHolderItem.type,
  v: roleHolderItem.schemaVersion,
  ...holder,
});

/** The person's own record; who they are to the edge and to each of their teams is written with it. */
export const userItem: ItemKind<'user'> = {
  type: 'user',
  schemaVersion: 1,
  key: ([id = '']) => keys.user(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (user) => ({ ...user, ...indexKey('gsi2', indexes.users(), `${iso(user.createdAt)}#${user.id}`) }),
  fromItem: (item) => userSchema.parse(stripped(item)),
  follow: (user, before) => ({
    put: [...membersOf(user).map(memberFollower), ...holdersOf(user).map(holderFollower)],
    own: [principalFollower(principalOf(user))],
    remove: [
      ...(before?.teamIds ?? [])
        .filter((id) => !user.teamIds.includes(id))
        .map((id) => keys.member(id, user.id)),
      ...(before === undefined || before.roleId === user.roleId ? [] : holdersOf(before)).map(
        ({ roleId, userId }) => keys.roleHolder(roleId, userId),
      ),
      ...(before === undefined || before.sub === user.sub ? [] : [keys.principal(before.sub)]),
    ],
  }),
};

/** Written by counting only; see `shift`. */
export const loadItem: ItemKind<'load'> = {
  type: 'load',
  schemaVersion: 1,
  key: ([userId = '']) => keys.load(userId),
  idOf: ({ userId }) => [userId],
  toItem: (load) => ({ ...load }),
  fromItem: (item) => loadSchema.parse(stripped(item)),
};

export const teamItem: ItemKind<'team'> = {
  type: 'team',
  schemaVersion: 1,
  key: ([id = '']) => keys.config('team', id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (team) => ({ ...team }),
  fromItem: (item) => teamSchema.parse(stripped(item)),
};

/** A role that the organisation has made for itself. */
export const roleItem: ItemKind<'role'> = {
  type: 'role',
  schemaVersion: 1,
  key: ([id = '']) => keys.config('role', id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (role) => ({ ...role }),
  fromItem: (item) => ownRoleSchema.parse(stripped(item)),
};
