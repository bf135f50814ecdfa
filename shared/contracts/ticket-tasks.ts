import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { childParam, nullable, onTicket, ticketWords } from './ticket-shapes.ts';
import {
  idParam,
  instantOut,
  instantTextSchema,
  lineSchema,
  nothing,
  pageOf,
  pageQuery,
  textSchema,
} from './words.ts';

const { actorOut } = ticketWords;

export const taskView = z.object({
  id: idSchema('tsk'),
  ticketId: idSchema('tkt'),
  version: z.int(),
  type: z.enum(['followUp', 'department', 'callBack', 'other']),
  title: z.string(),
  status: z.enum(['open', 'done']),
  teamId: z.string(),
  assigneeId: nullable(z.string()),
  dueAt: instantOut,
  createdAt: instantOut,
  createdBy: actorOut,
  result: nullable(z.string()),
  doneAt: nullable(instantOut),
});

/** What has to be done in a case, each with an owner and a deadline of its own. */
export const ticketTaskRoutes = defineRoutes({
  'tickets/list-tasks': {
    method: 'GET',
    path: '/v1/tickets/{id}/tasks',
    summary: 'List the tasks of a ticket',
    permission: 'tickets.read',
    params: idParam('tkt'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(taskView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'tickets/add-task': {
    method: 'POST',
    path: '/v1/tickets/{id}/tasks',
    summary: 'Add a task with its own owner and deadline',
    permission: 'tasks.write',
    ...onTicket,
    body: z.strictObject({
      type: z.enum(['followUp', 'department', 'callBack', 'other']).optional(),
      title: lineSchema(200),
      teamId: idSchema('team').optional(),
      assigneeId: idSchema('usr').optional(),
      dueAt: instantTextSchema,
    }),
    success: [201],
    response: taskView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'unknown_reference'],
  },
  'tickets/get-task': {
    method: 'GET',
    path: '/v1/tickets/{id}/tasks/{taskId}',
    summary: 'Read a task',
    permission: 'tickets.read',
    params: childParam('taskId', 'tsk'),
    query: nothing,
    body: undefined,
    success: [200],
    response: taskView,
    versioned: true,
    refusals: ['not_found'],
  },
  'tickets/edit-task': {
    method: 'PATCH',
    path: '/v1/tickets/{id}/tasks/{taskId}',
    summary: 'Change a task or record its result',
    permission: 'tasks.write',
    params: childParam('taskId', 'tsk'),
    query: nothing,
    body: z.strictObject({
      title: lineSchema(200).optional(),
      status: z.enum(['open', 'done']).optional(),
      result: textSchema(4000).nullable().optional(),
      teamId: idSchema('team').optional(),
      assigneeId: idSchema('usr').nullable().optional(),
      dueAt: instantTextSchema.optional(),
    }),
    success: [200],
    response: taskView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found', 'unknown_reference'],
  },
});
