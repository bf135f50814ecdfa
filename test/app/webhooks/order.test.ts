import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ref, update } from '#shared/app/records.ts';
import { stateOf, stateWrites } from '#shared/app/webhooks/records.ts';
import { hours, minutes, seconds } from '#shared/domain/kernel/time.ts';
import type { SentEvent } from '#shared/domain/webhooks/delivery.ts';
import { enabled } from '#shared/domain/webhooks/state.ts';
import { patchWebhook } from '#shared/domain/webhooks/webhook.ts';
import { aDesk, customerOf, type Desk, HOOK } from './support.ts';

type Mode = 'fine' | 'refusing' | 'silent' | 'lossy';
type Command =
  | { readonly do: 'happen'; readonly ticket: number }
  | { readonly do: 'change'; readonly customer: number }
  | { readonly do: 'deliver'; readonly picks: readonly number[] }
  | { readonly do: 'repeat'; readonly pick: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'receiver'; readonly mode: Mode }
  | { readonly do: 'sweep' }
  | { readonly do: 'pause' | 'resume' };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('happen' as const), ticket: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), customer: fc.nat({ max: 1 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      picks: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), pick: fc.nat({ max: 50 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(seconds(3), seconds(40), minutes(15), hours(3)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('receiver' as const),
      mode: fc.constantFrom<Mode>('fine', 'fine', 'refusing', 'silent', 'lossy'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'pause' as const }, { do: 'resume' as const }) },
);

const setActive = async ({ store, world }: Desk, active: boolean): Promise<void> => {
  const hook = store.one(ref('webhook', HOOK));
  if (!hook) throw new Error('there is no webhook');
  const { found } = await store.open({ refs: [ref('webhookState', HOOK)] });
  const before = stateOf(found, HOOK);
  const starts = active && (hook.status !== 'active' || before.disabled !== undefined);
  await store.commit([
    update('webhook', hook, patchWebhook(hook, { status: active ? 'active' : 'paused' }, world.now)),
    ...stateWrites(before, starts ? enabled(before, world.now) : before),
  ]);
};

/** Everything that ever happened, what the receiver has taken (whatever we heard of it), and what the bus has not brought yet. */
const aWorld = async () => {
  const desk = await aDesk();
  const happened: SentEvent[] = [];
  const pending: SentEvent[] = [];
  const taken: string[] = [];
  let mode: Mode = 'fine';
  let n = 0;
  let version = 0;
  desk.desk.pace = () => n++ % 4;
  desk.desk.answer = ({ event }) => {
    if (mode === 'refusing') return { responseStatus: 503 };
    if (mode === 'silent') return { error: 'timeout' };
    taken.push(event.id);
    return mode === 'lossy' ? { error: 'connection' } : { responseStatus: 200 };
  };
  const deliver = async (messages: readonly SentEvent[]): Promise<void> => {
    // Several workers at once; what fails comes again.
    const ends = await Promise.allSettled(messages.map((message) => desk.handle(message)));
    ends.forEach((end, at) => {
      const message = messages[at];
      if (end.status === 'rejected' && message) pending.push(message);
    });
  };
  const add = (event: SentEvent): void => {
    happened.push(event);
    pending.push(event);
  };
  const run = async (one: Command): Promise<void> => {
    if (one.do === 'happen') add(desk.happens(one.ticket));
    else if (one.do === 'change') {
      const made = desk.happens(90 + one.customer, 'customer.updated');
      add({ ...made, data: { customerId: customerOf(one.customer), version: ++version } });
    } else if (one.do === 'deliver') {
      const picked = one.picks.flatMap((pick) => pending.splice(pick % Math.max(1, pending.length), 1));
      await deliver(picked);
    } else if (one.do === 'repeat') {
      const event = happened[one.pick % Math.max(1, happened.length)];
      if (event) await deliver([event]);
    } else if (one.do === 'advance') desk.world.now += one.ms;
    else if (one.do === 'receiver') mode = one.mode;
    else if (one.do === 'sweep') await desk.sweep();
    else await setActive(desk, one.do === 'resume');
  };
  /** The receiver is well again, and everything that waits gets its time. */
  const settle = async (): Promise<void> => {
    mode = 'fine';
    await setActive(desk, true);
    while (pending.length > 0) await deliver(pending.splice(0, 3));
    for (let round = 0; round < 12; round++) {
      desk.world.now += hours(10);
      await desk.sweep();
    }
  };
  return { ...desk, happened, taken, run, settle };
};

const objectOf = ({ data }: SentEvent): string => String(data['ticketId'] ?? data['customerId']);

describe('Facts on their way to a webhook', () => {
  it('all arrive, those of one case in their order, whatever fails, repeats, runs at once or is switched off meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
        const world = await aWorld();
        for (const one of commands) await world.run(one);
        await world.settle();

        const firstTime = [...new Set(world.taken)];
        const byObject = Map.groupBy(world.happened, objectOf);
        expect(firstTime.toSorted()).toEqual(world.happened.map(({ id }) => id).toSorted());
        for (const [object, events] of byObject) {
          const ids = events.map(({ id }) => id);
          if (object.startsWith('tkt_')) expect(firstTime.filter((id) => ids.includes(id))).toEqual(ids);
        }
        expect(
          world.store
            .all('webhookStream')
            .filter(({ lease, nextTryAt, parked }) => lease ?? nextTryAt ?? parked),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('are sent once each where nothing fails, however often the bus repeats them and however many work at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          command.filter((one) => !['receiver', 'advance'].includes(one.do)),
          { maxLength: 40 },
        ),
        async (commands) => {
          const world = await aWorld();
          for (const one of commands) await world.run(one);
          await world.settle();

          expect(world.taken.length).toBe(new Set(world.taken).size);
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
