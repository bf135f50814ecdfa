import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexes } from '#shared/adapters/dynamo/keys.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { type DueTimer, sweep, type Timers, type Watermarks } from '#shared/app/sweep/sweep.ts';
import { iso, minutes } from '#shared/domain/kernel/time.ts';
import { aStore } from '#test/adapters/support/a-store.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
let opened: Awaited<ReturnType<typeof aStore>>;

beforeAll(async () => {
  opened = await aStore({ team: 1, all: 1, timers: 1 });
});
afterAll(() => opened.close());

describe('a sweep', () => {
  it('finds what is due at its own instant, and nothing that is due a millisecond later', async () => {
    const { table } = opened;
    for (const [id, at] of [
      ['now', NOON],
      ['next', NOON + 1],
    ] as const) {
      const keys = { pk: `C#${id}`, sk: 'A', g5pk: indexes.timers('customer', '00') };
      await table.documents.send(
        new PutCommand({ TableName: table.name, Item: { ...keys, g5sk: `${iso(at)}#${id}` } }),
      );
    }
    const due: string[] = [];
    for await (const page of dynamoTimers(table, 'customer').due('00', '0', iso(NOON)))
      due.push(...page.map(({ id }) => id));

    expect(due).toEqual(['now']);
  });

  it.each([5, 60])(
    'finds what is due though a clock that was %i minutes ahead has swept before',
    async (ahead) => {
      const { table } = opened;
      const family = ahead === 5 ? 'ticket' : 'survey';
      const timers = dynamoTimers(table, family);
      const sent: DueTimer[] = [];
      const at = (now: number) =>
        sweep(
          timers,
          now,
          async (due) => {
            sent.push(...due);
          },
          () => 0,
        );

      await at(NOON + minutes(ahead));
      const g5sk = `${iso(NOON)}#late`;
      await table.documents.send(
        new PutCommand({
          TableName: table.name,
          Item: { pk: `T#${family}`, sk: 'A', g5pk: indexes.timers(family, '00'), g5sk },
        }),
      );
      const report = at(NOON + minutes(1));

      await expect(report).resolves.toMatchObject({ due: 1, complete: true, lagSeconds: 60 });
      expect(sent).toEqual([{ id: 'late', timerAt: iso(NOON) }]);
    },
  );

  it('finds what falls due minute by minute though its clock is five minutes ahead all the time, and the index a minute behind', async () => {
    const entries: { readonly at: number; readonly shownFrom: number }[] = [];
    let kept: Watermarks | undefined;
    let clock = NOON;
    const timers: Timers = {
      shards: ['00'],
      watermarks: async () => kept,
      async *due(_, from, to) {
        yield entries
          .filter(({ at, shownFrom }) => iso(at) >= from && iso(at) <= to && shownFrom <= clock)
          .map(({ at }) => ({ id: String(at), timerAt: iso(at) }));
      },
      keep: async (next) => {
        kept = next;
        return true;
      },
    };
    // One that falls due in each half minute; it came into the index as late as may be.
    for (let at = NOON; at < NOON + minutes(30); at += 30_000)
      entries.push({ at, shownFrom: at + minutes(1) });
    const foundAt = new Map<string, number>();
    for (clock = NOON; clock < NOON + minutes(35); clock += minutes(1)) {
      await sweep(
        timers,
        clock + minutes(5),
        async (due) => {
          // A worker does what is due by the true clock; the rest stays where it is.
          for (const { id } of due) if (Number(id) <= clock && !foundAt.has(id)) foundAt.set(id, clock);
        },
        () => 0,
      );
    }

    expect(foundAt.size).toBe(entries.length);
    expect(Math.max(...[...foundAt].map(([id, at]) => at - Number(id)))).toBeLessThanOrEqual(minutes(2));
  });
});
