import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineEvent } from './envelope.ts';
import { instantSchema, taskTypeSchema, teamIdSchema } from './words.ts';

const task = { taskId: idSchema('tsk'), type: taskTypeSchema };

/** Fields of a case or of one of its tasks; which ones, the timeline tells those who may read it. */
export const ticketUpdated = defineEvent('ticket.updated', {
  when: 'Fields of a case, or of the task that is named, were changed by hand.',
  data: { taskId: task.taskId.optional(), type: task.type.optional() },
});

export const taskAdded = defineEvent('task.added', {
  when: 'A case got a task with an owner and a deadline of its own.',
  data: {
    ...task,
    teamId: teamIdSchema,
    assigneeId: idSchema('usr').nullable().optional(),
    dueAt: instantSchema,
  },
});

export const taskDone = defineEvent('task.done', { when: 'A task was done.', data: task });

export const actionRequested = defineEvent('action.requested', {
  when: 'An action on an order was asked for.',
  data: {},
});

export const actionDone = defineEvent('action.done', {
  when: 'An action on an order was carried out.',
  data: {},
});
