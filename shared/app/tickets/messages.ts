import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { addMessage as addToCase, messageEdited } from '#shared/domain/tickets/conversation.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { actorOf, circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { messageView } from './view.ts';

type Routes = typeof ticketRoutes;

/** Attachments have no intake yet, so no id of one can be right. */
export const refuseAttachments = (ids: readonly string[] | undefined): void => {
  if (ids && ids.length > 0)
    throw refuseField('attachmentIds[0]', 'there is no such attachment', 'unknown_reference');
};

/** A public message or an internal note; whoever writes decides what it does to the clocks (`conversation.ts`). */
export const addMessage: Operation<Routes['tickets/add-message']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, body }, context) => {
    const ticket = ticketOr404(context, params.id);
    checkAuthor(context, body);
    refuseAttachments(body.attachmentIds);
    const message: Message = {
      id: context.newId('msg'),
      ticketId: ticket.id,
      visibility: body.visibility,
      author: actorOf(context.caller),
      body: body.body,
      attachmentIds: [],
      createdAt: context.now,
      version: 1,
    };
    const change = addToCase(ticket, message, { handled: body.handled === true }, circumstances(context));
    return {
      body: messageView(message, context.caller),
      version: message.version,
      location: `/v1/tickets/${ticket.id}/messages/${message.id}`,
      writes: [create('message', message), ...(await ticketWrites(change, context))],
    };
  },
};

/** Customers write in public and don't decide what counts as handled. */
const checkAuthor = (
  { caller }: Context,
  body: { visibility: string; handled?: boolean | undefined },
): void => {
  if (caller.type !== 'customer') return;
  if (body.visibility !== 'public') throw refuseField('visibility', 'must be public');
  if (body.handled !== undefined)
    throw refuseField('handled', 'is not a known field', 'invalid_request', 'unknown_field');
};

/** Edits one's own message; what it said before is kept beside it (T7). Others' messages can be edited by who manages the team. */
export const editMessage: Operation<Routes['tickets/edit-message']> = {
  wants: ({ params }) => [ref('ticket', params.id), ref('message', params.id, params.messageId)],
  run: async ({ params, body, ifMatch }, context) => {
    const ticket = ticketOr404(context, params.id);
    const message = context.found.one(ref('message', params.id, params.messageId));
    const { caller } = context;
    if (!message || (caller.type === 'customer' && message.visibility !== 'public'))
      throw new Refusal('not_found');
    if (message.author.id !== caller.id && !caller.permissions.has('tickets.manage'))
      throw new Refusal('forbidden');
    checkVersion(message, ifMatch);
    if (message.body === body.body) return { body: messageView(message, caller), version: message.version };
    const edited: Message = {
      ...message,
      body: body.body,
      editedAt: context.now,
      version: message.version + 1,
    };
    const change = messageEdited(ticket, edited, circumstances(context));
    return {
      body: messageView(edited, caller),
      version: edited.version,
      writes: [
        update('message', message, edited),
        create('messageEdit', {
          ticketId: ticket.id,
          messageId: message.id,
          n: message.version,
          body: message.body,
          replacedAt: context.now,
          replacedBy: actorOf(caller),
        }),
        ...(await ticketWrites(change, context)),
      ],
    };
  },
};
