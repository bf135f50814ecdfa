import { everyItem, type StoredItem } from '#test/support/stored-items.ts';
import { count, type Field, note, TABLE } from './field.ts';

/**
 * What holds of the whole table, whatever was done to it: timelines without gaps as their heads say, a fact for every message, a number and one
 * line of the trail for every case, loads and counts of what is there. Read past the product, and worked out apart from it.
 */
export const checkTheWhole = async (field: Field): Promise<void> => {
  await field.journey.drain();
  const items = await everyItem(field.documents, TABLE);
  const of = (type: string): StoredItem[] => items.filter(({ t }) => t === type);
  const [heads, events, messages] = [of('ticket'), of('event'), of('message')];
  const eventsOf = Map.groupBy(events, ({ ticketId }) => String(ticketId));
  const messagesOf = Map.groupBy(messages, ({ ticketId }) => String(ticketId));
  const numbers = Map.groupBy(of('ticketNumber'), ({ ticketId }) => String(ticketId));
  const opened = Map.groupBy(
    of('audit').filter(({ action }) => action === 'ticket.created'),
    ({ object }) => String(object),
  );
  for (const head of heads) {
    const id = String(head['id']);
    const told = eventsOf.get(id) ?? [];
    checkTimeline(field, head, told, messagesOf.get(id) ?? []);
    count(field, `${id}: numbers`, numbers.get(id)?.length ?? 0);
    count(field, `${id}: ticket.created in the trail`, opened.get(id)?.length ?? 0);
  }
  const ids = new Set(heads.map(({ id }) => String(id)));
  for (const [id] of eventsOf) note(field, ids.has(id), `${id}: facts of a case that is not there`);
  for (const [id] of messagesOf) note(field, ids.has(id), `${id}: messages of a case that is not there`);
  checkLoads(field, items, heads);
  await checkCounts(field, heads);
};

const checkTimeline = (
  field: Field,
  { id, eventSeq }: StoredItem,
  events: readonly StoredItem[],
  messages: readonly StoredItem[],
): void => {
  const numbers = events.map(({ seq }) => Number(seq)).toSorted((a, b) => a - b);
  count(field, `${id}: facts as the head counts them`, numbers.length, Number(eventSeq));
  note(
    field,
    numbers.every((seq, n) => seq === n + 1),
    `${id}: seq has gaps: ${numbers.join()}`,
  );
  const told = new Map<string, number>();
  for (const { type, data } of events)
    if (type === 'messageAdded') {
      const name = String((data as { messageId?: string }).messageId);
      told.set(name, (told.get(name) ?? 0) + 1);
    }
  for (const message of messages) {
    const name = String(message['id']);
    const seen = told.get(name) ?? 0;
    if (seen !== 1)
      count(
        field,
        `${id}: messageAdded of ${name}`,
        seen,
        isOpening(message, messages) && seen === 0 ? 0 : 1,
      );
    told.delete(name);
  }
  for (const [name] of told) field.found.lost.push(`${id}: message ${name}`);
};

/** The first words of a case are told by its beginning. */
const isOpening = ({ id }: StoredItem, messages: readonly StoredItem[]): boolean =>
  messages.every((other) => String(other['id']) >= String(id));

const isActive = ({ status }: StoredItem): boolean => status !== 'resolved' && status !== 'closed';

/** How many active cases each agent has, against the counter that assignment goes by. */
const checkLoads = (field: Field, items: readonly StoredItem[], heads: readonly StoredItem[]): void => {
  const loads = new Map<string, number>();
  for (const head of heads) {
    const owner = head['assigneeId'];
    if (owner !== undefined && isActive(head)) loads.set(String(owner), (loads.get(String(owner)) ?? 0) + 1);
  }
  const counted = items.filter(({ sk, pk }) => sk === 'LOAD' && String(pk).startsWith('USR#'));
  for (const { userId, active } of counted) {
    const real = loads.get(String(userId)) ?? 0;
    note(field, Number(active) === real, `the load of ${userId} is ${active}, they have ${real}`);
    loads.delete(String(userId));
  }
  for (const [userId, real] of loads) note(field, real === 0, `${userId} has ${real} cases and no load`);
};

/** The counts that the API tells, against the cases that are there (F60). */
const checkCounts = async (field: Field, heads: readonly StoredItem[]): Promise<void> => {
  const reply = await field.journey.as('admin').get('/v1/tickets/counts');
  const { teams } = reply.body as { teams: { teamId: string; statuses: Record<string, number> }[] };
  for (const { teamId, statuses } of teams)
    for (const [status, counted] of Object.entries(statuses)) {
      const real = heads.filter((head) => head['teamId'] === teamId && head['status'] === status).length;
      note(
        field,
        counted === real,
        `${teamId} counts ${counted} cases that are ${status}, there are ${real}`,
      );
    }
};
