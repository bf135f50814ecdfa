import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import {
  permissionSchema,
  revealFieldSchema,
  roleKeySchema,
  scopeSchema,
} from '#shared/domain/people/permissions.ts';
import { grantablePermissionSchema, staffScopeSchema } from '#shared/domain/people/role.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

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

/** Roles: those that come with the product, and the organisation’s own (A3). */
export const roleRoutes = defineRoutes({
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
