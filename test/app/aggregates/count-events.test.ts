import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Addition, scopesOf } from '#shared/app/aggregates/additions.ts';
import { type Counters, countEvents } from '#shared/app/aggregates/count-events.ts';
import { eventId, type Place, type TicketEvent } from '#shared/domain/tickets/event.ts';
import { idOf, NINE } from '../surveys/support/builders.ts';

/** Counters in memory, with the promise of the real ones. `spoil` may fail an addition before or after it happened. */
const countersInMemory = (spoil: () => 'before' | 'after' | undefined = () => undefined) => {
  const counted = new Set<string>();
  const counts = new Map<string, number>();
  const add: Counters['add'] = async (ticketId, seqs, additions: readonly Addition[]) => {
    const fault = spoil();
    if (fault === 'before') throw new Error('away');
    const names = seqs.map((seq) => `${ticketId} ${seq}`);
    const isNew = names.every((name) => !counted.has(name));
    if (isNew) {
      for (const name of names) counted.add(name);
      for (const { counter, counts: added } of additions) {
        for (const [name, n] of Object.entries(added)) {
          const key =
            counter.of === 'tickets'
              ? `${counter.scope} ${name}`
              : `${counter.groupBy} ${counter.key} ${counter.hour} ${name}`;
          counts.set(key, (counts.get(key) ?? 0) + n);
        }
      }
    }
    if (fault === 'after') throw new Error('the reply was lost');
    return isNew;
  };
  return { add, counts };
};

const statuses = ['new', 'open', 'pending', 'resolved'] as const;
const place: fc.Arbitrary<Place> = fc
  .record({
    status: fc.constantFrom(...statuses),
    teamId: fc.constantFrom('team_A', 'team_B'),
    assigneeId: fc.option(fc.constantFrom('usr_A', 'usr_B'), { nil: undefined }),
  })
  .map(({ assigneeId, ...rest }) => ({ ...rest, ...(assigneeId === undefined ? {} : { assigneeId }) }));

/** The facts of one ticket that goes through these places, with a message in between. */
const storyOf = (ticketId: string, places: readonly Place[]): TicketEvent[] =>
  places.flatMap((to, n): TicketEvent[] => {
    const from = places[n - 1];
    const fact = (seq: number, fields: Partial<TicketEvent>): TicketEvent => ({
      id: eventId(ticketId, seq, NINE),
      ticketId,
      seq,
      type: 'statusChanged',
      at: NINE,
      actor: { type: 'system', id: 'x' },
      data: {},
      ...fields,
    });
    return [
      fact(2 * n + 1, { counts: { ...(from ? { from } : {}), to } }),
      fact(2 * n + 2, { type: 'messageAdded' }),
    ];
  });

describe('counting tickets', () => {
  it('comes to where the tickets are, whatever is delivered again and whichever batch fails', async () => {
    const world = fc.record({
      tickets: fc.array(fc.array(place, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      cuts: fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      faults: fc.infiniteStream(
        fc.constantFrom(undefined, undefined, undefined, 'before' as const, 'after' as const),
      ),
      mix: fc.infiniteStream(fc.nat()),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ tickets, cuts, faults, mix }) => {
        const stories = tickets.map((places, n) => storyOf(idOf('tkt', n), places));
        const queues = stories.map((story) => [...story]);
        const stream: TicketEvent[] = [];
        // The stream keeps the order within a ticket and none between tickets.
        while (queues.some((queue) => queue.length > 0)) {
          const left = queues.filter((queue) => queue.length > 0);
          const next = left[mix.next().value % left.length]?.shift();
          if (next) stream.push(next);
        }
        const counters = countersInMemory(() => faults.next().value);
        for (let at = 0, failures = 0; at < stream.length; ) {
          const size = cuts.next().value;
          const { failed } = await countEvents(stream.slice(at, at + size), counters);
          // A batch with a failure comes again as a whole, after some tries with others behind it.
          if (failed.size > 0 && failures++ < 200) continue;
          at += size;
        }

        const expected = new Map<string, number>();
        for (const places of tickets) {
          const last = places.at(-1);
          for (const scope of last ? scopesOf(last) : [])
            expected.set(`${scope} n`, (expected.get(`${scope} n`) ?? 0) + 1);
        }
        expect(new Map([...counters.counts].filter(([, n]) => n !== 0))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('counts a fact that comes after later ones, as one does that failed and was sent again', async () => {
    const [created, , moved] = storyOf(idOf('tkt', 1), [
      { status: 'new', teamId: 'team_A' },
      { status: 'open', teamId: 'team_A' },
    ]);
    const counters = countersInMemory();
    if (!created || !moved) throw new Error('the story is too short');

    for (const fact of [moved, created, moved]) await countEvents([fact], counters);

    expect(counters.counts.get('status=new n')).toBe(0);
    expect(counters.counts.get('status=open n')).toBe(1);
  });

  it('lets the facts of other tickets through when one ticket’s cannot be counted', async () => {
    const [a = '', b = ''] = [idOf('tkt', 1), idOf('tkt', 2)];
    const at: Place = { status: 'new', teamId: 'team_A' };
    const counters = countersInMemory();
    const failing: Counters = {
      add: (id, ...rest) => (id === a ? Promise.reject(new Error('away')) : counters.add(id, ...rest)),
    };
    const { failed } = await countEvents([...storyOf(a, [at]), ...storyOf(b, [at])], failing);

    expect([...failed.keys()]).toEqual([a]);
    expect(counters.counts.get('status=new n')).toBe(1);
  });

  it('writes nothing for facts that count nowhere', async () => {
    const never: Counters = { add: () => Promise.reject(new Error('nothing to add')) };
    const [, message] = storyOf(idOf('tkt', 1), [{ status: 'new', teamId: 'team_A' }]);

    expect((await countEvents(message ? [message] : [], never)).failed.size).toBe(0);
  });
});
