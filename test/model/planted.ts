import { ref, type Write } from '#shared/app/records.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { office, type Play } from './play.ts';
import type { Desk } from './system/desk.ts';
import type { DeskStore } from './system/store.ts';
import { skewed } from './system/virtual-clock.ts';

/** Writes pass through this before they reach the store. */
const writing = (store: DeskStore, change: (writes: readonly Write[]) => readonly Write[]): void => {
  const { commit } = store;
  Object.assign(store, { commit: (writes: readonly Write[]) => commit(change(writes)) });
};

const isOf = (write: Write, kind: string): boolean => 'kind' in write && write.kind === kind;
const unconditional = (write: Write): Write =>
  write.op === 'update' || write.op === 'create'
    ? ({ op: 'put', kind: write.kind, record: write.record } as Write)
    : write;

/** Bugs that the model must notice, each by its name. */
export const plantedInLives: Readonly<Record<string, (play: Play) => void>> = {
  'answers are not kept with what they answered for': ({ desk }) =>
    writing(desk.store, (writes) => writes.filter((write) => !isOf(write, 'idempotency'))),
  'a worker whose clock is a minute ahead': ({ desk }) => {
    const { work } = desk;
    Object.assign(desk, {
      work: (message: Parameters<Desk['work']>[0]) => skewed(minutes(1), () => work(message)),
    });
  },
  'a fact that is lost on its way': ({ desk }) =>
    writing(desk.store, (writes) => writes.filter((write) => !(isOf(write, 'event') && writes.length > 5))),
  'a message that is lost instead of being delivered again': ({ desk }) => {
    const { push } = desk.queue;
    let n = 0;
    desk.queue.push = (...messages) =>
      push.apply(
        desk.queue,
        messages.filter(() => ++n % 7 !== 0),
      );
  },
  'a model whose office closes an hour earlier': ({ state, calendarId }) => {
    state.house.calendars.set(calendarId, [office(9, 17)]);
  },
  'a load that is not given back': ({ desk }) =>
    writing(desk.store, (writes) => writes.filter((write) => !(write.op === 'shift' && write.by === -1))),
};

/** Bugs that a race must notice, each with the name of the race. */
export const plantedInRaces: Readonly<Record<string, readonly [race: string, plant: (desk: Desk) => void]>> =
  {
    'the version of a case is no condition': [
      'two transitions and a note',
      ({ store }) =>
        writing(store, (writes) =>
          writes.map((write) => {
            if (isOf(write, 'event')) return unconditional(write);
            if (write.op !== 'update' || write.kind !== 'ticket') return write;
            return { ...write, before: store.memory.one(ref('ticket', write.record.id)) ?? write.before };
          }),
        ),
    ],
    'the budget of surveys is no condition': [
      'two cases of one customer',
      ({ store }) =>
        writing(store, (writes) =>
          writes.map((write) => (isOf(write, 'surveyBudget') ? unconditional(write) : write)),
        ),
    ],
    'capacity is no condition': [
      'three cases and two free hands',
      ({ store }) =>
        writing(store, (writes) =>
          writes.map((write) =>
            write.op === 'shift' ? { op: 'shift', userId: write.userId, by: write.by } : write,
          ),
        ),
    ],
    'an erasure that does not come back': [
      'erasure and a new case',
      (desk) => {
        const { workFor } = desk;
        let rounds = 0;
        Object.assign(desk, { workFor: async (id: string) => (++rounds > 1 ? undefined : workFor(id)) });
      },
    ],
    'a claim of a message that nobody respects': [
      'one invitation, asked for twice',
      ({ store }) =>
        writing(store, (writes) =>
          writes.map((write) =>
            ['effect', 'survey', 'surveyBudget'].some((kind) => isOf(write, kind))
              ? unconditional(write)
              : write,
          ),
        ),
    ],
  };
