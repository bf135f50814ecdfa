import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { type TicketChange, tell } from '#shared/domain/tickets/change.ts';
import { start } from '#shared/domain/tickets/clocks.ts';
import { settle } from '#shared/domain/tickets/settle.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { create, type Ref, ref, update } from '../records.ts';
import { actorOf, circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { taskView } from './view.ts';

type Routes = typeof ticketRoutes;

const ownerRef = (assigneeId: string | null | undefined): Ref[] =>
  typeof assigneeId === 'string' ? [ref('user', assigneeId)] : [];

const checkOwner = (
  context: Context,
  assigneeId: string | null | undefined,
  teamId: string | undefined,
): void => {
  if (typeof assigneeId === 'string' && context.found.one(ref('user', assigneeId))?.status !== 'active') {
    throw refuseField('assigneeId', 'there is no such active member of staff', 'unknown_reference');
  }
  if (teamId !== undefined && !context.config.teams.has(teamId))
    throw refuseField('teamId', 'there is no such team', 'unknown_reference');
};

const told = (
  ticket: Ticket,
  type: 'taskAdded' | 'taskDone' | 'updated',
  data: Record<string, unknown>,
  context: Context,
): TicketChange => {
  const { now, actor, desk } = circumstances(context);
  return settle(tell(start(ticket, now, desk), { type, at: now, actor, data }), now, actor, desk);
};

/** Adds work with an owner and a deadline of its own to a case (T8). */
export const addTask: Operation<Routes['tickets/add-task']> = {
  wants: ({ params, body }) => [ref('ticket', params.id), ...ownerRef(body.assigneeId)],
  run: async ({ params, body }, context) => {
    const ticket = ticketOr404(context, params.id);
    checkOwner(context, body.assigneeId, body.teamId);
    if (body.dueAt <= context.now) throw refuseField('dueAt', 'must be in the future');
    const task: Task = {
      id: context.newId('tsk'),
      ticketId: ticket.id,
      type: body.type ?? 'other',
      title: body.title,
      status: 'open',
      teamId: body.teamId ?? ticket.teamId,
      ...(body.assigneeId === undefined ? {} : { assigneeId: body.assigneeId }),
      dueAt: body.dueAt,
      createdAt: context.now,
      createdBy: actorOf(context.caller),
      version: 1,
    };
    const change = told(
      ticket,
      'taskAdded',
      { taskId: task.id, type: task.type, teamId: task.teamId, dueAt: iso(task.dueAt) },
      context,
    );
    return {
      body: taskView(task, context.caller),
      version: task.version,
      location: `/v1/tickets/${ticket.id}/tasks/${task.id}`,
      writes: [create('task', task), ...(await ticketWrites(change, context))],
    };
  },
};

/** Changes a task; `status: done` records who did it, when, and with what result. */
export const editTask: Operation<Routes['tickets/edit-task']> = {
  wants: ({ params, body }) => [
    ref('ticket', params.id),
    ref('task', params.id, params.taskId),
    ...ownerRef(body.assigneeId),
  ],
  run: async ({ params, body, ifMatch }, context) => {
    const ticket = ticketOr404(context, params.id);
    const task = context.found.one(ref('task', params.id, params.taskId));
    if (!task) throw new Refusal('not_found');
    checkVersion(task, ifMatch);
    checkOwner(context, body.assigneeId, body.teamId);
    const edited = edit(task, body, context);
    const done = edited.status === 'done' && task.status === 'open';
    const change = told(
      ticket,
      done ? 'taskDone' : 'updated',
      { taskId: task.id, type: task.type, fields: Object.keys(body) },
      context,
    );
    return {
      body: taskView(edited, context.caller),
      version: edited.version,
      writes: [update('task', task, edited), ...(await ticketWrites(change, context))],
    };
  },
};

type TaskEdit = Parameters<typeof editTask.run>[0]['body'];

const edit = (task: Task, body: TaskEdit, { now, caller }: Context): Task => {
  const { assigneeId, result, doneAt, doneBy, ...kept } = task;
  const owner = body.assigneeId === undefined ? assigneeId : (body.assigneeId ?? undefined);
  const outcome = body.result === undefined ? result : (body.result ?? undefined);
  const status = body.status ?? task.status;
  const finished = status === 'done' ? { doneAt: doneAt ?? now, doneBy: doneBy ?? actorOf(caller) } : {};
  return {
    ...kept,
    title: body.title ?? task.title,
    status,
    teamId: body.teamId ?? task.teamId,
    dueAt: body.dueAt ?? task.dueAt,
    ...(owner === undefined ? {} : { assigneeId: owner }),
    ...(outcome === undefined ? {} : { result: outcome }),
    ...finished,
    version: task.version + 1,
  };
};
