import type { Item } from '#shared/adapters/dynamo/item-kind.ts';
import { cardOf } from '#shared/adapters/dynamo/items/ticket.ts';
import { indexes, type TimerFamily } from '#shared/adapters/dynamo/keys.ts';
import type { Lists, PageAsk, Position, Slice } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import type { DueTimer, Timers, Watermarks } from '#shared/app/sweep/sweep.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { MemoryStore } from '#test/support/memory-store.ts';

type Placed<T> = { readonly record: T; readonly place: Position };

const sliced = <T>(all: readonly Placed<T>[], { limit, after }: PageAsk): Slice<T> => {
  const text = ({ sort, id }: Position): string => `${sort}#${id}`;
  const rest = all
    .toSorted((a, b) => (text(a.place) < text(b.place) ? -1 : 1))
    .filter(({ place }) => after === undefined || text(place) > text(after));
  const page = rest.slice(0, limit);
  return {
    items: page.map(({ record }) => record),
    next: rest.length > limit ? page.at(-1)?.place : undefined,
  };
};

const inOrder = <T extends { id: string; createdAt: number }>(all: readonly T[], page: PageAsk): Slice<T> =>
  sliced(
    all.map((record) => ({ record, place: { sort: iso(record.createdAt), id: record.id } })),
    page,
  );

/** What the model's operations and workers list, read from the records of the store. */
export const listsOf = (memory: MemoryStore, loadOf: (userId: string) => number): Lists => {
  const numbered = <T extends { ticketId: string }>(
    all: readonly T[],
    ticketId: string,
    numberOf: (one: T) => number,
    page: PageAsk,
  ) =>
    sliced(
      all
        .filter((one) => one.ticketId === ticketId)
        .map((record) => ({ record, place: { sort: String(numberOf(record)).padStart(6, '0'), id: '' } })),
      page,
    );
  const lists: Partial<Lists> = {
    ...memory.lists,
    members: async (teamId) =>
      memory
        .all('member')
        .filter((member) => member.teamId === teamId)
        .map((member) => ({ ...member, load: { userId: member.userId, active: loadOf(member.userId) } })),
    tickets: async ({ customerId }, page) =>
      inOrder(
        memory
          .all('ticket')
          .filter((ticket) => customerId === undefined || ticket.customerId === customerId)
          .map(cardOf),
        page,
      ),
    messages: async (ticketId, page) =>
      inOrder(
        memory.all('message').filter((message) => message.ticketId === ticketId),
        page,
      ),
    tasks: async (ticketId, page) =>
      inOrder(
        memory.all('task').filter((task) => task.ticketId === ticketId),
        page,
      ),
    events: async (ticketId, page) => numbered(memory.all('event'), ticketId, ({ seq }) => seq, page),
    escalations: async (ticketId, page) => numbered(memory.all('escalation'), ticketId, ({ n }) => n, page),
    surveys: async ({ customerId }, page) =>
      inOrder(
        memory.all('survey').filter((survey) => customerId === undefined || survey.customerId === customerId),
        page,
      ),
    orders: async () => ({ items: [], next: undefined }),
    tombstoneShards: ['00'],
    tombstones: async (_shard, after) =>
      memory
        .all('tombstone')
        .filter(({ customerId }) => after === undefined || customerId > after)
        .toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1)),
  };
  return lists as Lists;
};

/** The index of timers, and the marks of its sweep. */
export const timersOf = (memory: Pick<MemoryStore, 'items'>, family: TimerFamily): Timers => {
  let marks: Watermarks | undefined;
  const keyOf = (item: Item): string => String(item['g5sk']);
  const instantOf = (item: Item): number => Date.parse(keyOf(item).split('#')[0] ?? '');
  return {
    shards: ['00'],
    watermarks: async () => marks,
    async *due(shard, from, to) {
      const partition = indexes.timers(family, shard);
      yield [...memory.items.values()]
        .filter((item) => item['g5pk'] === partition && keyOf(item) >= from && keyOf(item) <= `${to}#~`)
        // Of one instant in the order in which they were made: ids are drawn anew in each run.
        .toSorted((a, b) => instantOf(a) - instantOf(b))
        .map((item): DueTimer => {
          const [timerAt = '', id = ''] = keyOf(item).split('#');
          return { id, timerAt };
        });
    },
    async keep(next) {
      if ((marks?.version ?? 0) !== next.version - 1) return false;
      marks = next;
      return true;
    },
  };
};

/** The head of a record that must be there. */
export const headOf = (memory: MemoryStore, id: string) => {
  const found = memory.one(ref('ticket', id));
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
};
