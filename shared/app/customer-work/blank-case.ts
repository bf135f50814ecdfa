import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import { everyPage } from '../every-page.ts';
import type { Context } from '../ports.ts';
import { put, ref, update, type Write } from '../records.ts';
import type { WorkTools } from './step.ts';

/** So many records are written in one transaction. */
const CHUNK = 20;

/**
 * Takes the words out of a case: subject, messages with their history, reasons, titles and results. What counts stays: instants, kinds,
 * statuses, deadlines and who did what. Done again it finds nothing more to do. A case that changes meanwhile is a lost race.
 */
export const blankCase = async (ticketId: string, context: Context, tools: WorkTools): Promise<void> => {
  const { lists } = context;
  const customerId = await ownerOf(ticketId, context);
  if (customerId === undefined) return;
  const messages = await everyPage((page) => lists.messages(ticketId, page, false, customerId));
  const writes = [
    ...messages.filter(({ body }) => body !== '').map(withoutBody),
    ...(await editWrites(messages, context)),
    ...(await everyPage((page) => lists.events(ticketId, page))).filter(hasReason).map(withoutReason),
    ...(await everyPage((page) => lists.escalations(ticketId, page)))
      .filter(({ reason }) => reason !== '')
      .map((step) => update('escalation', step, { ...step, reason: '', version: step.version + 1 })),
    ...(await everyPage((page) => lists.tasks(ticketId, page)))
      .filter(({ title, result = '' }) => title !== '' || result !== '')
      .map((task) => {
        const { result: _, ...rest } = task;
        return update('task', task, { ...rest, title: '', version: task.version + 1 });
      }),
  ];
  for (let at = 0; at < writes.length; at += CHUNK) await tools.commit(writes.slice(at, at + CHUNK));
  await blankHead(ticketId, context, tools);
};

const ownerOf = async (ticketId: string, { reader }: Context): Promise<string | undefined> => {
  const wanted = ref('ticket', ticketId);
  return (await reader.get([wanted])).one(wanted)?.customerId;
};

/** Last of all: a head without a subject says that the case is done. */
const blankHead = async (ticketId: string, context: Context, tools: WorkTools): Promise<void> => {
  const wanted = ref('ticket', ticketId);
  const ticket = (await context.reader.get([wanted])).one(wanted);
  if (ticket === undefined || ticket.subject === '') return;
  const after = {
    ...ticket,
    subject: '',
    version: ticket.version + 1,
    updatedAt: Math.max(context.now, ticket.updatedAt),
  };
  await tools.commit([update('ticket', ticket, after)]);
};

const withoutBody = (message: Message): Write =>
  update('message', message, { ...message, body: '', version: message.version + 1 });

/** What messages said before they were edited: each version but the last is kept beside them. */
const editWrites = async (messages: readonly Message[], { reader }: Context): Promise<readonly Write[]> => {
  const refs = messages
    .filter(({ editedAt }) => editedAt !== undefined)
    .flatMap(({ ticketId, id, version }) =>
      Array.from({ length: version - 1 }, (_, n) => ref('messageEdit', ticketId, id, String(n + 1))),
    );
  const found = await reader.get(refs);
  return refs
    .flatMap((each) => found.one(each) ?? [])
    .filter(({ body }) => body !== '')
    .map((edit) => put('messageEdit', { ...edit, body: '' }));
};

const hasReason = ({ data }: TicketEvent): boolean => typeof data['reason'] === 'string';

const withoutReason = (event: TicketEvent): Write => {
  const { reason: _, ...data } = event.data;
  return put('event', { ...event, data });
};
