import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Caller, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { ticketOr404 } from './access.ts';
import { escalationView, eventView, messageView, taskView } from './view.ts';

type Routes = typeof ticketRoutes;

/** The conversation, oldest first; customers see what is public (S07). */
export const listMessages: Operation<Routes['tickets/list-messages']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, query }, context) => {
    const { customerId } = ticketOr404(context, params.id);
    const list = `messages/${params.id}`;
    const publicOnly = context.caller.type === 'customer';
    const ask = pageAsk(list, query, context);
    const slice = await context.lists.messages(params.id, ask, publicOnly, customerId);
    return { body: pageOf(list, query, slice, (message) => messageView(message, context.caller), context) };
  },
};

const forCustomers: ReadonlySet<TicketEvent['type']> = new Set([
  'created',
  'statusChanged',
  'reopened',
  'surveySent',
  'surveyAnswered',
  'merged',
  'linked',
]);

/** Whether this reader may see a fact: customers follow their case, not the desk's inner work. */
const mayRead = (caller: Caller, event: TicketEvent): boolean => {
  if (caller.type !== 'customer') return true;
  if (event.type === 'messageAdded') return event.data['visibility'] === 'public';
  return forCustomers.has(event.type);
};

/** Every event by `seq` (T11). */
export const timeline: Operation<Routes['tickets/timeline']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, query }, context) => {
    const { customerId } = ticketOr404(context, params.id);
    const list = `timeline/${params.id}`;
    const slice = await context.lists.events(params.id, pageAsk(list, query, context), customerId);
    const readable = { ...slice, items: slice.items.filter((event) => mayRead(context.caller, event)) };
    return { body: pageOf(list, query, readable, (event) => eventView(event, context.caller), context) };
  },
};

export const listEscalations: Operation<Routes['tickets/list-escalations']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, query }, context) => {
    const { customerId } = ticketOr404(context, params.id);
    const list = `escalations/${params.id}`;
    const slice = await context.lists.escalations(params.id, pageAsk(list, query, context), customerId);
    const items = context.caller.type === 'customer' ? [] : slice.items;
    return {
      body: pageOf(list, query, { ...slice, items }, (step) => escalationView(step, context.caller), context),
    };
  },
};

export const listTasks: Operation<Routes['tickets/list-tasks']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, query }, context) => {
    const { customerId } = ticketOr404(context, params.id);
    const list = `tasks/${params.id}`;
    const slice = await context.lists.tasks(params.id, pageAsk(list, query, context), customerId);
    const items = context.caller.type === 'customer' ? [] : slice.items;
    return {
      body: pageOf(list, query, { ...slice, items }, (task) => taskView(task, context.caller), context),
    };
  },
};
