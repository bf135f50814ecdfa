import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

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

/** Teams, which are also queues. */
export const teamRoutes = defineRoutes({
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
});
