import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { roleRefSchema, staffRoleRefSchema } from '#shared/domain/people/role.ts';
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
import { idParam, instantOut, nothing, pageOf, pageQuery, tagSchema } from './words.ts';

/** Nothing is said, or `{}`. */
const noBody = z.strictObject({}).optional();

const capacity = z.int().min(0).max(1000);

const teamIds = z.array(idSchema('team')).max(MAX_TEAMS);

const skills = z.array(tagSchema).max(50);

const languages = z.array(languageTagSchema).max(20);

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +8613812345678');

/** What an identity provider calls a person; in the user pool a UUID. */
const sub = z.string().regex(/^[\w.:@-]{1,128}$/, 'must be the subject of an identity');

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

/** Members of staff and machine clients (A2, A3). */
export const userRoutes = defineRoutes({
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
    refusals: ['invalid_cursor', 'unknown_reference'],
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
});
