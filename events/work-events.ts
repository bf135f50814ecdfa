import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineEvent } from './envelope.ts';
import { instantSchema, number, taskTypeSchema, teamIdSchema } from './words.ts';

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

export const identityChecked = defineEvent('ticket.identityChecked', {
  when: 'Somebody checked whether a customer is who they say they are; the timeline tells how it went.',
  data: {},
});

export const identityCodeRequested = defineEvent('ticket.identityCodeRequested', {
  when: "A code is to be sent to the customer's own phone or e-mail; `n` counts those of the case.",
  data: { n: number },
});

export const actionRequested = defineEvent('action.requested', {
  when: 'An action on an order was asked for.',
  data: {},
});

export const actionDone = defineEvent('action.done', {
  when: 'An action on an order was carried out.',
  data: {},
});
