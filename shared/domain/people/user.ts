import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';
import { roleKeySchema } from './permissions.ts';
import { staffRoleRefSchema } from './role.ts';
import { signInSchema, userKindSchema } from './sign-in.ts';

/** The words of staff records (`api.md`, Resources). */
export const staffRoleSchema = roleKeySchema.exclude(['customer']);
export const levelSchema = z.enum(['junior', 'intermediate', 'senior']);
export const presenceSchema = z.enum(['online', 'away', 'offline']);
export const userStatusSchema = z.enum(['active', 'disabled']);

export type Level = z.infer<typeof levelSchema>;
export type Presence = z.infer<typeof presenceSchema>;
export type UserStatus = z.infer<typeof userStatusSchema>;

/** How many active tickets a member of staff has at once unless somebody says otherwise. */
export const DEFAULT_CAPACITY = 10;
/** In how many teams one person may be: each is an item of the transaction that writes the person. */
export const MAX_TEAMS = 10;

/** A member of staff. `sub` is the subject of their access token; disabled, the token is refused at the next request. */
export const userSchema = z.object({
  id: idSchema('usr'),
  version: z.int().positive(),
  sub: z.string().min(1).max(128),
  name: z.string().min(1),
  email: z.string().min(3),
  /** E.164. */
  phone: z.string().optional(),
  roleId: staffRoleRefSchema,
  teamIds: z.array(idSchema('team')).max(MAX_TEAMS),
  skills: z.array(z.string()),
  /** Languages the person answers in, as BCP 47 tags. */
  languages: z.array(z.string()),
  capacity: z.int().min(0).max(1000),
  level: levelSchema,
  presence: presenceSchema,
  status: userStatusSchema,
  /** Absent for people. */
  kind: userKindSchema.optional(),
  signIn: signInSchema.optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type User = Readonly<z.infer<typeof userSchema>>;

/** A person as one team sees them; rewritten together with the person's record. */
export const memberSchema = z.object({
  teamId: idSchema('team'),
  userId: idSchema('usr'),
  name: z.string(),
  email: z.string(),
  roleId: staffRoleRefSchema,
  skills: z.array(z.string()),
  languages: z.array(z.string()),
  capacity: z.int().nonnegative(),
  level: levelSchema,
  presence: presenceSchema,
  status: userStatusSchema,
});
export type Member = Readonly<z.infer<typeof memberSchema>>;

/** That a person has a role of the organisation's own; written together with the person's record. */
export const roleHolderSchema = z.object({ roleId: idSchema('rol'), userId: idSchema('usr') });
export type RoleHolder = Readonly<z.infer<typeof roleHolderSchema>>;

/** How many active tickets are assigned to a person now; absent means none. */
export const loadSchema = z.object({ userId: idSchema('usr'), active: z.int() });
export type Load = Readonly<z.infer<typeof loadSchema>>;

/** The person as a holder of their role, where it is one of the organisation's own. */
export const holdersOf = ({ id, roleId }: User): readonly RoleHolder[] =>
  roleId.startsWith('rol_') ? [{ roleId, userId: id }] : [];

/** The person as each of their teams sees them. */
export const membersOf = (user: User): readonly Member[] =>
  user.teamIds.map((teamId) => ({
    teamId,
    userId: user.id,
    name: user.name,
    email: user.email,
    roleId: user.roleId,
    skills: user.skills,
    languages: user.languages,
    capacity: user.capacity,
    level: user.level,
    presence: user.presence,
    status: user.status,
  }));
