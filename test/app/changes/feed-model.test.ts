import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logChanges } from '#shared/app/changes/log-changes.ts';
import type { Change } from '#shared/domain/changes/change.ts';
import { before, behind, FEED_LAG_MS, type Logged, mergeShards } from '#shared/domain/changes/feed.ts';

/** A world with a clock of its own: whoever waits is woken in the order of time. */
const world = () => {
  const sleepers: { at: number; wake: () => void }[] = [];
  let now = 1_000_000;
  return {
    now: () => now,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: now + ms, wake });
      }),
    async run(): Promise<void> {
      for (;;) {
        await new Promise(setImmediate);
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (!next) return;
        now = next.at;
        next.wake();
      }
    },
  };
};

const SHARDS = 2;
const shardOf = (id: string): number => Number(id.slice(1)) % SHARDS;
const version = (id: string, n: number): Change => ({
  id: `evt_${id}.${n}`,
  entity: 'ticket',
  entityId: id,
  action: n === 1 ? 'created' : 'updated',
  version: n,
  changedAt: 0,
});

/** How one write to the log goes: when it is applied, when that is known, and whether the writer dies instead of hearing of it. */
const fate = fc.record({
  apply: fc.oneof({ weight: 6, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(9000) }),
  reply: fc.oneof({ weight: 6, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(9000) }),
  dies: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const writer = fc.record({
  /** Gaps between batches, and how many changes each has. */
  batches: fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 5 }),
  fates: fc.array(fate, { maxLength: 30 }),
  skew: fc.integer({ min: -1000, max: 1000 }),
});

describe('writers and a reader of the feed', () => {
  it('lose nothing between them: every change is read, those of a record first in their order', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(writer, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(3000), { minLength: 3, maxLength: 12 }),
        async (writers, polls) => {
          const { now, sleep, run } = world();
          const stored: Map<string, Logged>[] = Array.from({ length: SHARDS }, () => new Map());
          const written = new Map<string, number>();
          let working = writers.length;

          const write = async ({ batches, fates, skew }: (typeof writers)[number], n: number) => {
            const ids = [`t${n * 2}`, `t${n * 2 + 1}`];
            const left = [...fates];
            const put = async (lines: readonly Logged[]): Promise<void> => {
              const { apply, reply, dies } = left.shift() ?? { apply: 1, reply: 1, dies: false };
              await Promise.all(
                lines.map(async (line, k) => {
                  await sleep(apply + k);
                  stored[shardOf(line.change.entityId)]?.set(line.sort, line);
                }),
              );
              await sleep(reply);
              if (dies) throw new Error('died');
            };
            for (const [gap, size] of batches) {
              await sleep(gap);
              const changes = Array.from({ length: size }, (_, k) => {
                const id = ids[k % 2] ?? '';
                const next = (written.get(id) ?? 0) + 1;
                written.set(id, next);
                return version(id, next);
              });
              // The stream delivers a batch until it is taken, and the next one not before.
              for (let done = false; !done; ) {
                done = await logChanges(changes, { put }, () => now() + skew).then(
                  () => true,
                  () => false,
                );
              }
            }
            working -= 1;
          };

          const seen: Change[] = [];
          let after = before(0);
          const readAll = (): void => {
            const end = behind(now() - FEED_LAG_MS);
            for (let more = after < end; more; ) {
              const pages = stored.map((shard) => {
                const rest = [...shard.values()]
                  .filter(({ sort }) => sort > after && sort <= end)
                  .sort((a, b) => (a.sort < b.sort ? -1 : 1));
                const lines = rest.slice(0, 3);
                return { lines, readTo: rest.length > 3 ? lines.at(-1)?.sort : undefined };
              });
              const page = mergeShards(pages, { limit: 2, end });
              seen.push(...page.lines.map(({ change }) => change));
              ({ place: after, more } = page);
            }
          };
          const poll = async (): Promise<void> => {
            for (let n = 0; working > 0; n++) {
              await sleep(polls[n % polls.length] ?? 1000);
              readAll();
            }
            await sleep(FEED_LAG_MS + 2000);
            readAll();
          };

          const all = Promise.all([...writers.map(write), poll()]);
          await run();
          await all;

          for (const [id, latest] of written) {
            const versions = seen.flatMap((one) => (one.entityId === id ? (one.version ?? []) : []));
            expect([...new Set(versions)]).toEqual(Array.from({ length: latest }, (_, n) => n + 1));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives a batch back when the log stays slow, and writes it again when it was slow once', async () => {
    let [clock, puts, slow] = [0, 0, 1];
    const put = async () => {
      puts += 1;
      clock += slow > 0 ? FEED_LAG_MS : 1;
      slow -= 1;
    };
    await logChanges([version('t1', 1)], { put }, () => clock);
    expect(puts).toBe(2);

    slow = 100;
    await expect(logChanges([version('t1', 1)], { put }, () => clock)).rejects.toThrow('too long');
  });
});
