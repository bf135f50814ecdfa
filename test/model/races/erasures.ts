import { ref } from '#shared/app/records.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import type { Desk } from '../system/desk.ts';
import { people } from '../system/people.ts';
import type { VirtualClock } from '../system/virtual-clock.ts';
import type { Race, Racer } from './race.ts';
import { aCase, aDesk, asks, done } from './scenes.ts';

const { id: customerId } = people.customer1;
const words = 'words of hers';

/** Somebody is erased: at once what the request does, and then the worker's part. */
const erases: Racer = async (desk) => {
  const { status, code } = await desk.ask('erase', { as: 'admin', params: { id: customerId }, body: {} });
  await desk.workFor(customerId);
  return `${status} ${code ?? ''}`.trim();
};

/** The second round of the erasure, a quarter of an hour later, and whatever exports are still under way. */
const afterwards = async (desk: Desk, clock: VirtualClock): Promise<void> => {
  for (let round = 0; round < 3; round++) {
    clock.now += minutes(16);
    await desk.workFor(customerId);
    for (const id of [...desk.exports.waiting.splice(0), ...desk.exports.unfinished()])
      await desk.exports.work(id, `later ${round}`);
  }
};

const isErased = ({ store: { memory } }: Desk): boolean =>
  memory.one(ref('customer', customerId))?.status === 'erased';

/** Anything that somebody erased has said, in cases or in files that are still given out. */
const leftOver = (desk: Desk): string | undefined => {
  if (!isErased(desk)) return 'nobody was erased';
  const { memory } = desk.store;
  if (desk.exports.given().some((file) => file.includes(words))) return 'a file shows who was erased';
  if ([...desk.exports.files.values()].some((file) => file.includes(words))) return 'a file was left behind';
  const cases = memory.all('ticket').filter((ticket) => ticket.customerId === customerId);
  if (cases.some(({ subject }) => subject !== '')) return 'a subject was left';
  return memory.all('message').some(({ body }) => body === words) ? 'words were left' : undefined;
};

const opens = asks('open', {
  as: 'agent1',
  body: {
    kind: 'complaint',
    category: 'complaint.quality',
    subject: 'another',
    body: words,
    channel: 'chat',
    customerId,
  },
});

/** What is being made or written while somebody is erased (F59). */
export const erasureRaces: readonly Race[] = [
  {
    name: 'erasure and an export',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      for (const tag of ['a', 'b', 'c']) await aCase(desk, { tags: [tag] });
      const body = { resource: 'messages', format: 'ndjson' };
      const made = String((await done(desk, 'export', { as: 'admin', body }))['id']);
      const exporting: Racer = async (own) => {
        await own.exports.work(made, 'worker');
        return 'worked';
      };
      return [erases, exporting];
    },
    afterwards,
    broken: leftOver,
    // A file that was begun before and ended after is made again, which no order in a row needs: its words are what counts.
    alsoRight: (desk) => leftOver(desk) === undefined,
  },
  {
    name: 'erasure and a new case',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      await aCase(desk);
      return [erases, opens];
    },
    afterwards,
    broken: leftOver,
    forgets: false,
    alsoRight: (desk) => leftOver(desk) === undefined,
  },
  {
    name: 'erasure and a message of hers',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      const says = asks('write', {
        as: 'customer1',
        params: { id },
        body: { visibility: 'public', body: words },
      });
      return [erases, says];
    },
    afterwards,
    broken: leftOver,
    forgets: false,
    alsoRight: (desk) => leftOver(desk) === undefined,
  },
];
