import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Context, Operation } from '../ports.ts';
import { type Kind, type Records, type Ref, ref } from '../records.ts';
import { ticketOr404 } from './access.ts';
import { escalationView, messageView, taskView } from './view.ts';

type Routes = typeof ticketRoutes;

/** A part of a ticket that the caller may see. To customers the desk's inner work isn't there. */
const partOr404 = <K extends Kind>(context: Context, ticketId: string, part: Ref<K>): Records[K] => {
  ticketOr404(context, ticketId);
  const found = context.found.one(part);
  if (!found) throw new Refusal('not_found');
  return found;
};

const refuseCustomers = ({ caller }: Context): void => {
  if (caller.type === 'customer') throw new Refusal('not_found');
};

const ofMessage = ({ id, messageId }: { id: string; messageId: string }) => ref('message', id, messageId);
const ofStep = ({ id, n }: { id: string; n: number }) => ref('escalation', id, String(n));
const ofTask = ({ id, taskId }: { id: string; taskId: string }) => ref('task', id, taskId);

/** One message; customers see what is public (S07). */
export const getMessage: Operation<Routes['tickets/get-message']> = {
  wants: ({ params }) => [ref('ticket', params.id), ofMessage(params)],
  run({ params }, context) {
    const message = partOr404(context, params.id, ofMessage(params));
    if (message.visibility !== 'public') refuseCustomers(context);
    return { body: messageView(message, context.caller), version: message.version };
  },
};

/** One step on the ladder. */
export const getEscalation: Operation<Routes['tickets/get-escalation']> = {
  wants: ({ params }) => [ref('ticket', params.id), ofStep(params)],
  run({ params }, context) {
    const step = partOr404(context, params.id, ofStep(params));
    refuseCustomers(context);
    return { body: escalationView(step, context.caller) };
  },
};

/** One task. */
export const getTask: Operation<Routes['tickets/get-task']> = {
  wants: ({ params }) => [ref('ticket', params.id), ofTask(params)],
  run({ params }, context) {
    const task = partOr404(context, params.id, ofTask(params));
    refuseCustomers(context);
    return { body: taskView(task, context.caller), version: task.version };
  },
};
