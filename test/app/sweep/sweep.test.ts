import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexes } from '#shared/adapters/dynamo/keys.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { type DueTimer, sweep } from '#shared/app/sweep/sweep.ts';
import { iso, minutes } from '#shared/domain/kernel/time.ts';
import { aStore } from '#test/adapters/support/a-store.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
let opened: Awaited<ReturnType<typeof aStore>>;

beforeAll(async () => {
  opened = await aStore({ team: 1, all: 1, timers: 1 });
});
afterAll(() => opened.close());

describe('a sweep', () => {
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
      const report = await at(NOON + minutes(1));

      expect(sent).toEqual([{ id: 'late', timerAt: iso(NOON) }]);
      expect(report).toMatchObject({ due: 1, complete: true, lagSeconds: 60 });
    },
  );
});
