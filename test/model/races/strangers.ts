import { LostRace } from '#shared/app/ports.ts';
import { receiveMessage } from '#shared/app/tickets/receive-message.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import type { Desk } from '../system/desk.ts';
import type { Race, Racer } from './race.ts';
import { aDesk, asks, done, move, quiet, TEN, works } from './scenes.ts';

/** A message that a channel brings, taken in as the edge does it: decided again after a lost race. */
const brings =
  (externalId: string, body: string): Racer =>
  async ({ edge }) => {
    const request = {
      params: { channel: 'social' as const },
      query: {},
      body: { externalId, from: { name: '李雷', handle: 'li.lei' }, body, sentAt: Date.now() },
      ifMatch: undefined,
    };
    for (let tries = 1; ; tries++) {
      const about = { digest: edge.keyring.digest, now: Date.now() };
      const wanted = receiveMessage.wants?.(request, about) ?? [];
      const context = await systemContext(edge, 'inbound/messages/social', wanted);
      const { writes = [] } = await receiveMessage.run(request, context);
      try {
        if (writes.length > 0) await edge.store.commit(writes);
        return writes.length > 0 ? 'taken' : 'known';
      } catch (error) {
        if (!(error instanceof LostRace) || tries >= 7) throw error;
      }
    }
  };

const strangersOf = ({ store: { memory } }: Desk): number => memory.all('customer').length - 2;
const casesOf = ({ store: { memory } }: Desk): number => memory.all('ticket').length;

const oneOf =
  (cases: number, messages: number) =>
  (desk: Desk): string | undefined => {
    const there = [strangersOf(desk), casesOf(desk), desk.store.memory.all('message').length];
    return there.join() === [1, cases, messages].join()
      ? undefined
      : `customers, cases and messages: ${there.join()}`;
  };

/** People whom nobody knew before, writing more than once at the same moment. */
export const strangerRaces: readonly Race[] = [
  {
    name: 'three messages of one stranger',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      return [brings('1', 'hello'), brings('2', 'are you there?'), brings('2', 'are you there?')];
    },
    // Which of them began the case is the order in which they came.
    ...{ broken: oneOf(1, 2), alsoRight: () => true },
  },
  {
    name: 'two cases of one stranger',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const words = { kind: 'complaint', category: 'complaint.quality', body: 'words', channel: 'web' };
      const customer = { name: '李雷', phone: '+8613812345678', email: 'lilei@example.com' };
      const opens = (subject: string): Racer =>
        asks('open', { as: 'agent1', body: { ...words, subject, customer } });
      return [opens('one'), opens('two')];
    },
    broken: oneOf(2, 2),
  },
  {
    name: 'a message from outside and the closing of its case',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      await brings('1', 'hello')(desk);
      const id = desk.store.memory.all('ticket')[0]?.id ?? '';
      await done(desk, 'write', {
        as: 'agent1',
        params: { id },
        body: { visibility: 'public', body: 'an answer' },
      });
      await move(desk, id, 'resolved');
      clock.now = TEN + hours(24 * 7);
      return [brings('2', 'once more'), works('ticket', id)];
    },
    afterwards: quiet,
    broken: (desk) => (strangersOf(desk) === 1 ? undefined : 'one person is two'),
  },
];
