import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { Refusal, refuseField } from '../kernel/refusal.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { roleIdOf } from './defaults.ts';
import {
  type Permission,
  permissions,
  type RoleKey,
  revealFieldSchema,
  roleKeySchema,
  type ShippedRole,
  scopeSchema,
  shippedRoles,
} from './permissions.ts';

/**
 * What only the shipped administrator may: to say who may what. Somebody with one of these could give themselves all the others, and
 * an organisation whose administrators are those of the shipped role can tell whether one is left.
 */
const forAdministrators = ['users.write', 'roles.write'] as const satisfies readonly Permission[];

const isGrantable = (
  permission: Permission,
): permission is Exclude<Permission, (typeof forAdministrators)[number]> =>
  !(forAdministrators as readonly Permission[]).includes(permission);

/** Everything that a role of the organisation's own may be allowed (A2). */
export const grantablePermissionSchema = z.enum(permissions.filter(isGrantable));

/** Scopes of members of staff: `own` is for customers. */
export const staffScopeSchema = scopeSchema.exclude(['own']);

/**
 * A role that an administrator has made. `teamIds` limits whoever has it to those teams: of the teams that the scope reaches only these
 * are left, so with the scope `all` exactly these, whatever teams the person is in.
 */
export const ownRoleSchema = z.object({
  id: idSchema('rol'),
  version: z.int().positive(),
  /** Unique among the roles, whatever its case and width. */
  name: z.string().min(1),
  permissions: z.array(grantablePermissionSchema),
  scope: staffScopeSchema,
  teamIds: z.array(idSchema('team')).optional(),
  reveal: z.array(revealFieldSchema),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type OwnRole = Readonly<z.infer<typeof ownRoleSchema>>;

/** A role that somebody can have. */
export type Role = ShippedRole | OwnRole;

/** What records of people name a role by: a shipped one's word, or the id of one of the organisation's own. */
export const refOfRole = (role: Role): string => ('key' in role ? role.key : role.id);

/** Every role has an id; those of the shipped ones are fixed. */
export const idOfRole = (role: Role): string => ('key' in role ? roleIdOf(role.key) : role.id);

/** The shipped roles and the organisation's own, by what people's records name them by. */
export const rolesByRef = (own: Iterable<OwnRole>): ReadonlyMap<string, Role> =>
  new Map([...Object.values(shippedRoles), ...own].map((role) => [refOfRole(role), role]));

/** The role with this id, shipped or own. */
export const roleById = (roles: ReadonlyMap<string, Role>, id: string): Role | undefined =>
  roles.get(id) ?? [...roles.values()].find((role) => idOfRole(role) === id);

/** A record of a kind of person holds one of these. */
export const roleRefSchema = z.union([roleKeySchema, idSchema('rol')]);
export const staffRoleRefSchema = z.union([roleKeySchema.exclude(['customer']), idSchema('rol')]);
export type StaffRoleRef = z.infer<typeof staffRoleRefSchema>;

/** Two names are the same whatever their case and width; the words of the shipped roles are names too. */
const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();
const namesOf = (role: Role): readonly string[] => ('key' in role ? [role.key, role.name] : [role.name]);

type Surroundings = {
  readonly roles: ReadonlyMap<string, Role>;
  readonly teams: ReadonlyMap<string, unknown>;
};

/** Checks a new or changed role. Refuses with `name_taken`, and with `unknown_reference` a team that isn't there. */
export const checkRole = (role: OwnRole, { roles, teams }: Surroundings): void => {
  const taken = [...roles.values()]
    .filter((other) => idOfRole(other) !== role.id)
    .flatMap(namesOf)
    .some((name) => nameKey(name) === nameKey(role.name));
  if (taken) throw new Refusal('name_taken');
  const stray = (role.teamIds ?? []).findIndex((teamId) => !teams.has(teamId));
  if (stray >= 0) throw refuseField(`teamIds[${stray}]`, 'there is no such team', 'unknown_reference');
};

type RoleFields = Pick<OwnRole, 'name' | 'permissions' | 'scope'> & {
  readonly teamIds?: readonly string[] | null | undefined;
  readonly reveal?: OwnRole['reveal'] | null | undefined;
};
/** A merge patch of a role; `null` lifts the limit to teams, or takes all reveals away. */
export type RolePatch = { readonly [Field in keyof RoleFields]?: RoleFields[Field] | undefined };

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The fields of a role as they are kept: each permission, team and field once. */
const kept = ({ name, permissions: may, scope, teamIds, reveal }: RoleFields) => ({
  name,
  permissions: unique(may),
  scope,
  ...(teamIds ? { teamIds: unique(teamIds) } : {}),
  reveal: unique(reveal ?? []),
});

/** A role as it begins. */
export const newRole = (fields: RoleFields, { id, now }: { id: string; now: Instant }): OwnRole => ({
  id,
  version: 1,
  ...kept(fields),
  createdAt: now,
  updatedAt: now,
});

/** The next version of a role; effective at the next request of everybody who has it. */
export const patchRole = (before: OwnRole, patch: RolePatch, now: Instant): OwnRole => ({
  id: before.id,
  version: before.version + 1,
  ...kept({
    name: patch.name ?? before.name,
    permissions: patch.permissions ?? before.permissions,
    scope: patch.scope ?? before.scope,
    teamIds: patch.teamIds === undefined ? before.teamIds : patch.teamIds,
    reveal: patch.reveal === undefined ? before.reveal : patch.reveal,
  }),
  createdAt: before.createdAt,
  updatedAt: Math.max(now, before.updatedAt),
});

/** The role of the organisation's own with this id. Refuses with `not_found`, and with `shipped_role` one that comes with the product. */
export const ownRoleOr404 = (roles: ReadonlyMap<string, Role>, id: string): OwnRole => {
  const role = roleById(roles, id);
  if (!role) throw new Refusal('not_found');
  if ('key' in role) throw new Refusal('shipped_role');
  return role;
};

/**
 * What a person's record names the role by that a request asks for: the id of a shipped role stands for its word. Refuses with
 * `unknown_reference` a role that isn't there, or that is no role of members of staff.
 */
export const staffRoleRef = (asked: StaffRoleRef, roles: ReadonlyMap<string, Role>): StaffRoleRef => {
  const role = roleById(roles, asked);
  if (!role || refOfRole(role) === ('customer' satisfies RoleKey))
    throw refuseField('role', 'there is no such role', 'unknown_reference');
  return staffRoleRefSchema.parse(refOfRole(role));
};
