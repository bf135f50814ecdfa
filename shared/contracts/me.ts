import * as z from 'zod';
import { permissionSchema } from '#shared/domain/people/permissions.ts';
import { presenceSchema } from '#shared/domain/people/user.ts';
import { defineRoutes } from './route.ts';
import { nothing } from './words.ts';

/** Nothing is said, or `{}`. */
const noBody = z.strictObject({}).optional();

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

/** Who calls: what they may, their presence and their sign-ins. */
export const meRoutes = defineRoutes({
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
});
