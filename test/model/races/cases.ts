import { hours, minutes } from '#shared/domain/kernel/time.ts';
import type { Desk } from '../system/desk.ts';
import { people } from '../system/people.ts';
import { skewed } from '../system/virtual-clock.ts';
import type { Race, Racer } from './race.ts';
import { aCase, aDesk, aResolvedCase, asks, done, move, quiet, TEN, versionOf, works } from './scenes.ts';

const moves = (desk: Desk, id: string, to: string, as: 'agent1' | 'supervisor' = 'agent1'): Racer =>
  asks('move', { as, params: { id }, ifMatch: versionOf(desk, id), body: { to, reason: 'because' } });
const writes = (id: string, as: 'agent1' | 'agent2' | 'customer1' | 'customer2', body: string): Racer =>
  asks('write', { as, params: { id }, body: { visibility: 'public', body } });
const takes = (desk: Desk, id: string, as: 'agent1' | 'agent2'): Racer =>
  asks('assign', { as, params: { id }, ifMatch: versionOf(desk, id), body: { assigneeId: people[as].id } });

/** Two or three at one case. */
export const caseRaces: readonly Race[] = [
  {
    name: 'resolve and escalate',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      clock.now = TEN + hours(37);
      return [moves(desk, id, 'resolved'), works('ticket', id), works('ticket', id)];
    },
    afterwards: quiet,
  },
  {
    name: 'reply and close',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aResolvedCase(desk);
      clock.now = TEN + hours(24 * 7);
      return [writes(id, 'customer1', 'once more'), works('ticket', id), moves(desk, id, 'closed')];
    },
    afterwards: quiet,
  },
  {
    name: 'two transitions and a note',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      const note = {
        as: 'agent2',
        params: { id },
        body: { visibility: 'internal', body: 'a note' },
      } as const;
      return [moves(desk, id, 'pending'), moves(desk, id, 'resolved', 'supervisor'), asks('write', note)];
    },
    afterwards: quiet,
  },
  {
    name: 'claim and claim',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      return [takes(desk, id, 'agent1'), takes(desk, id, 'agent2')];
    },
  },
  {
    name: 'three cases and two free hands',
    async prepare(desk, clock) {
      await aDesk(desk, clock, 1);
      const racers: Racer[] = [];
      for (const tag of ['a', 'b', 'c']) {
        const id = await aCase(desk, { tags: [tag] });
        racers.push(asks('assign', { as: 'supervisor', params: { id }, ifMatch: 1, body: { auto: true } }));
      }
      return racers;
    },
    broken: ({ store }) =>
      [...store.loads.values()].some((n) => n > 1) ? 'somebody has more than they can hold' : undefined,
  },
  {
    name: 'two replies and a pause',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      return [writes(id, 'agent1', 'one'), writes(id, 'agent2', 'two'), moves(desk, id, 'pending')];
    },
    afterwards: quiet,
  },
  {
    name: 'acknowledge and escalate',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      clock.now = TEN + hours(25);
      await desk.work({ about: 'ticket', id });
      clock.now = TEN + hours(36);
      const notice = { as: 'supervisor', params: { id, n: '1' }, body: {} } as const;
      const down = { as: 'supervisor', params: { id }, body: { level: 0, reason: 'calm' } } as const;
      return [asks('acknowledge', notice), works('ticket', id), asks('escalate', down)];
    },
    afterwards: quiet,
  },
  {
    name: 'a policy changes and the sweep',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      clock.now = TEN + hours(20);
      const params = { id: `pol_${'300'.padStart(26, '0')}` };
      const body = { targets: { firstResponse: { duration: 'PT6H' }, resolution: { duration: 'PT200H' } } };
      const change = asks('editPolicy', { as: 'admin', params, ifMatch: 1, body });
      return [change, works('ticket', id), writes(id, 'agent1', 'an answer')];
    },
    afterwards: (desk, clock) => quiet(desk, clock, hours(60)),
  },
  {
    name: 'two workers whose clocks are ten minutes apart',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk);
      clock.now = TEN + hours(24) + minutes(2);
      const look = works('ticket', id);
      return [
        (own) => skewed(minutes(5), () => look(own)),
        (own) => skewed(-minutes(5), () => look(own)),
        writes(id, 'agent1', 'an answer'),
      ];
    },
    afterwards: quiet,
  },
  {
    name: 'one request, sent three times at once',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const opening = {
        kind: 'complaint',
        category: 'complaint.quality',
        subject: 'a case',
        body: 'words',
        channel: 'web',
      };
      const body = { ...opening, customer: { name: '李雷', phone: '+8613812345678' } };
      const opens = asks('open', { as: 'agent1', key: 'the-same', body });
      return [opens, opens, opens];
    },
    broken: ({ store: { memory } }) =>
      memory.all('ticket').length === 1 ? undefined : `${memory.all('ticket').length} cases of one request`,
  },
  {
    name: 'merge of customers and a reply',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aCase(desk, { customerId: people.customer2.id });
      const body = { duplicateId: people.customer2.id };
      const merge = asks('merge', { as: 'admin', params: { id: people.customer1.id }, body });
      await done(desk, 'write', {
        as: 'agent1',
        params: { id },
        body: { visibility: 'public', body: 'an answer' },
      });
      await move(desk, id, 'pending');
      const opening = {
        kind: 'complaint',
        category: 'complaint.quality',
        subject: 'another',
        body: 'words',
        channel: 'chat',
      };
      const opens = asks('open', { as: 'agent1', body: { ...opening, customerId: people.customer2.id } });
      return [merge, writes(id, 'customer2', 'more'), opens];
    },
    // Whose record a case is kept under is not seen by anybody: both are one person, and lists ask for both.
    alsoRight: ({ store: { memory } }) =>
      memory.all('ticket').length === 2 && memory.all('message').length === 4,
  },
];
