import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import {
  permissionSchema,
  revealFieldSchema,
  roleKeySchema,
  scopeSchema,
} from '#shared/domain/people/permissions.ts';
import {
  grantablePermissionSchema,
  roleRefSchema,
  staffRoleRefSchema,
  staffScopeSchema,
} from '#shared/domain/people/role.ts';
import { userKindSchema } from '#shared/domain/people/sign-in.ts';
import {
  DEFAULT_CAPACITY,
  levelSchema,
  MAX_TEAMS,
  presenceSchema,
  userStatusSchema,
} from '#shared/domain/people/user.ts';
import { languageTagSchema } from '#shared/domain/settings/locale.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery, tagSchema } from './words.ts';

const capacity = z.int().min(0).max(1000);
const teamIds = z.array(idSchema('team')).max(MAX_TEAMS);
const skills = z.array(tagSchema).max(50);
const languages = z.array(languageTagSchema).max(20);
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +8613812345678');
/** What an identity provider calls a person; in the user pool a UUID. */
const sub = z.string().regex(/^[\w.:@-]{1,128}$/, 'must be the subject of an identity');

/** Who calls, and what they may. */
export const meView = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  role: z.string(),
  permissions: z.array(permissionSchema),
  teamIds: z.array(z.string()),
  presence: presenceSchema.optional(),
});

export const userView = z.object({
  id: idSchema('usr'),
  version: z.int(),
  name: z.string(),
  email: z.string(),
  phone: z.string().optional(),
  /** A shipped role's word, or the id of one of the organisation's own. */
  role: roleRefSchema,
  teamIds: z.array(z.string()),
  skills: z.array(z.string()),
  languages: z.array(z.string()),
  capacity: z.int(),
  level: levelSchema,
  presence: presenceSchema,
  status: userStatusSchema,
  kind: userKindSchema,
  createdAt: instantOut,
  updatedAt: instantOut,
});

export const teamView = z.object({
  id: idSchema('team'),
  version: z.int(),
  name: z.string(),
  department: z.string().optional(),
  escalatesTo: idSchema('team').optional(),
  leadIds: z.array(z.string()),
  createdAt: instantOut,
  updatedAt: instantOut,
});

export const roleView = z.object({
  id: idSchema('rol'),
  version: z.int(),
  /** Only on the roles that come with the product. */
  key: roleKeySchema.optional(),
  name: z.string(),
  permissions: z.array(permissionSchema),
  scope: scopeSchema,
  /** Limits whoever has the role to these teams; absent: no limit. */
  teamIds: z.array(z.string()).optional(),
  reveal: z.array(revealFieldSchema),
  createdAt: instantOut.optional(),
  updatedAt: instantOut.optional(),
});

const newUser = z.strictObject({
  name: nameSchema,
  email: emailSchema,
  sub: sub.optional(),
  phone: e164.optional(),
  role: staffRoleRefSchema,
  teamIds: teamIds.default([]),
  skills: skills.default([]),
  languages: languages.default([]),
  capacity: capacity.default(DEFAULT_CAPACITY),
  level: levelSchema.default('intermediate'),
  /** A `machine` is another system that signs in by client credentials; `sub` is its client id. */
  kind: userKindSchema.default('person'),
});

const userPatch = z.strictObject({
  name: nameSchema.optional(),
  sub: sub.optional(),
  email: emailSchema.optional(),
  phone: e164.nullable().optional(),
  role: staffRoleRefSchema.optional(),
  teamIds: teamIds.optional(),
  skills: skills.optional(),
  languages: languages.optional(),
  capacity: capacity.optional(),
  level: levelSchema.optional(),
  presence: presenceSchema.optional(),
  status: userStatusSchema.optional(),
});

const teamName = lineSchema(60);
const department = lineSchema(60);
const leadIds = z.array(idSchema('usr')).max(20);

const newTeam = z.strictObject({
  name: teamName,
  department: department.optional(),
  escalatesTo: idSchema('team').optional(),
  leadIds: leadIds.optional(),
});

const teamPatch = z.strictObject({
  name: teamName.optional(),
  department: department.nullable().optional(),
  escalatesTo: idSchema('team').nullable().optional(),
  leadIds: leadIds.nullable().optional(),
});

const roleFields = {
  name: lineSchema(60),
  permissions: z.array(grantablePermissionSchema).min(1).max(100),
  scope: staffScopeSchema,
};
const roleTeamIds = z.array(idSchema('team')).min(1).max(50);
const reveal = z.array(revealFieldSchema).max(10);

const newRole = z.strictObject({
  ...roleFields,
  teamIds: roleTeamIds.optional(),
  reveal: reveal.optional(),
});

const rolePatch = z.strictObject({
  ...z.object(roleFields).partial().shape,
  teamIds: roleTeamIds.nullable().optional(),
  reveal: reveal.nullable().optional(),
});

/** Nothing is said, or `{}`. */
const noBody = z.strictObject({}).optional();

/** Staff, teams and roles (A2, A3). */
export const peopleRoutes = defineRoutes({
  'people/get-me': {
    method: 'GET',
    path: '/v1/me',
    summary: 'Who calls, with which role and permissions',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: undefined,
    success: [200],
    response: meView,
    versioned: true,
    refusals: [],
  },
  'people/update-me': {
    method: 'PATCH',
    path: '/v1/me',
    summary: 'Say whether the caller is online, away or offline',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: z.strictObject({ presence: presenceSchema.optional() }),
    success: [200],
    response: meView,
    versioned: true,
    ifMatch: true,
    refusals: ['forbidden', 'version_conflict', 'precondition_required'],
  },
  'people/sign-out': {
    method: 'POST',
    path: '/v1/me/sign-out',
    summary: 'End every sign-in of the caller; tokens of before are refused at once',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: noBody,
    success: [200],
    response: meView,
    versioned: true,
    refusals: [],
  },
  'people/confirm-second-factor': {
    method: 'POST',
    path: '/v1/me/second-factor',
    summary:
      'Have the user pool confirm that the caller signs in with an authenticator; administrators need it once a sign-in',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: noBody,
    success: [200],
    response: meView,
    versioned: true,
    refusals: ['second_factor_required', 'conflict'],
  },
  'people/renew-password': {
    method: 'POST',
    path: '/v1/me/password-reset',
    summary: 'End the caller’s password and every sign-in; a code for a new password comes by mail',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: noBody,
    success: [200],
    response: meView,
    versioned: true,
    refusals: ['conflict'],
  },
  'people/list-users': {
    method: 'GET',
    path: '/v1/users',
    summary: 'Members of staff; for a supervisor those of their teams',
    permission: 'users.read',
    params: nothing,
    query: z.strictObject({
      ...pageQuery,
      teamId: idSchema('team').optional(),
      role: staffRoleRefSchema.optional(),
      status: userStatusSchema.optional(),
    }),
    body: undefined,
    success: [200],
    response: pageOf(userView),
    refusals: ['invalid_cursor'],
  },
  'people/create-user': {
    method: 'POST',
    path: '/v1/users',
    summary: 'Make the record of a member of staff; who has no identity yet signs in once one is named',
    permission: 'users.write',
    params: nothing,
    query: nothing,
    body: newUser,
    success: [201],
    response: userView,
    versioned: true,
    refusals: ['already_exists', 'unknown_reference'],
  },
  'people/get-user': {
    method: 'GET',
    path: '/v1/users/{id}',
    summary: 'One member of staff',
    permission: 'users.read',
    params: idParam('usr'),
    query: nothing,
    body: undefined,
    success: [200],
    response: userView,
    versioned: true,
    refusals: ['not_found'],
  },
  'people/update-user': {
    method: 'PATCH',
    path: '/v1/users/{id}',
    summary: 'Change role, teams, skills, languages, capacity, level, presence or status',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: userPatch,
    success: [200],
    response: userView,
    versioned: true,
    ifMatch: true,
    refusals: [
      'not_found',
      'already_exists',
      'unknown_reference',
      'conflict',
      'version_conflict',
      'precondition_required',
    ],
  },
  'people/delete-user': {
    method: 'DELETE',
    path: '/v1/users/{id}',
    summary: 'Disable a member of staff; their record stays',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'conflict', 'version_conflict', 'precondition_required'],
  },
  'people/sign-out-user': {
    method: 'POST',
    path: '/v1/users/{id}/sign-out',
    summary: 'End every sign-in of a member of staff; tokens of before are refused at once',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: noBody,
    success: [200],
    response: userView,
    versioned: true,
    refusals: ['not_found'],
  },
  'people/invite-user': {
    method: 'POST',
    path: '/v1/users/{id}/invitation',
    summary:
      'Mail a new invitation to somebody who has not signed in yet; the former is worth nothing from then on',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: noBody,
    success: [200],
    response: userView,
    versioned: true,
    refusals: ['not_found', 'conflict'],
  },
  'people/reset-password': {
    method: 'POST',
    path: '/v1/users/{id}/password-reset',
    summary: 'End a person’s password and every sign-in; a code for a new password comes by mail',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: noBody,
    success: [200],
    response: userView,
    versioned: true,
    refusals: ['not_found', 'conflict'],
  },
  'people/drop-second-factor': {
    method: 'POST',
    path: '/v1/users/{id}/second-factor-reset',
    summary:
      'Take a lost authenticator off and end every sign-in; the next one is by the password, then a new one is set up',
    permission: 'users.write',
    params: idParam('usr'),
    query: nothing,
    body: noBody,
    success: [200],
    response: userView,
    versioned: true,
    refusals: ['not_found', 'conflict'],
  },
  'people/list-teams': {
    method: 'GET',
    path: '/v1/teams',
    summary: 'Teams, by name',
    permission: 'teams.read',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(teamView),
    refusals: ['invalid_cursor'],
  },
  'people/create-team': {
    method: 'POST',
    path: '/v1/teams',
    summary: 'Make a team, which is also a queue',
    permission: 'teams.write',
    params: nothing,
    query: nothing,
    body: newTeam,
    success: [201],
    response: teamView,
    versioned: true,
    refusals: ['name_taken', 'unknown_reference'],
  },
  'people/get-team': {
    method: 'GET',
    path: '/v1/teams/{id}',
    summary: 'One team',
    permission: 'teams.read',
    params: idParam('team'),
    query: nothing,
    body: undefined,
    success: [200],
    response: teamView,
    versioned: true,
    refusals: ['not_found'],
  },
  'people/update-team': {
    method: 'PATCH',
    path: '/v1/teams/{id}',
    summary: 'Rename a team, change its department, its leads or the team it escalates to',
    permission: 'teams.write',
    params: idParam('team'),
    query: nothing,
    body: teamPatch,
    success: [200],
    response: teamView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found', 'name_taken', 'unknown_reference', 'version_conflict', 'precondition_required'],
  },
  'people/delete-team': {
    method: 'DELETE',
    path: '/v1/teams/{id}',
    summary: 'Take a team away that nothing points to any more',
    permission: 'teams.write',
    params: idParam('team'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'in_use', 'version_conflict', 'precondition_required'],
  },
  'people/list-roles': {
    method: 'GET',
    path: '/v1/roles',
    summary: 'Roles with their permissions, their scope and what they may reveal',
    permission: 'roles.read',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(roleView),
    refusals: ['invalid_cursor'],
  },
  'people/create-role': {
    method: 'POST',
    path: '/v1/roles',
    summary:
      'Make a role of named permissions, a scope, and what it may reveal; `teamIds` limits it to teams',
    permission: 'roles.write',
    params: nothing,
    query: nothing,
    body: newRole,
    success: [201],
    response: roleView,
    versioned: true,
    refusals: ['name_taken', 'unknown_reference'],
  },
  'people/get-role': {
    method: 'GET',
    path: '/v1/roles/{id}',
    summary: 'One role',
    permission: 'roles.read',
    params: idParam('rol'),
    query: nothing,
    body: undefined,
    success: [200],
    response: roleView,
    versioned: true,
    refusals: ['not_found'],
  },
  'people/update-role': {
    method: 'PATCH',
    path: '/v1/roles/{id}',
    summary: 'Change a role; effective at the next request of everybody who has it',
    permission: 'roles.write',
    params: idParam('rol'),
    query: nothing,
    body: rolePatch,
    success: [200],
    response: roleView,
    versioned: true,
    ifMatch: true,
    refusals: [
      'not_found',
      'shipped_role',
      'name_taken',
      'unknown_reference',
      'version_conflict',
      'precondition_required',
    ],
  },
  'people/delete-role': {
    method: 'DELETE',
    path: '/v1/roles/{id}',
    summary: 'Take a role away that nobody has any more',
    permission: 'roles.write',
    params: idParam('rol'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'shipped_role', 'in_use', 'version_conflict', 'precondition_required'],
  },
});
