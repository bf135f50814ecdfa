import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { BatchGetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoCounters } from '#shared/adapters/dynamo/counters.ts';
import { dynamoWalks } from '#shared/adapters/dynamo/customer-walk.ts';
import { fetchItems } from '#shared/adapters/dynamo/fetch.ts';
import { queryAll } from '#shared/adapters/dynamo/read.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { commitWrites } from '#shared/adapters/dynamo/write.ts';
import { create } from '#shared/app/records.ts';
import { NINE } from '#test/domain/tickets/support.ts';

/** A table whose answers a test makes up. */
const tableOf = (answer: (input: never) => unknown): Table => ({
  documents: { send: async ({ input }: { input: never }) => answer(input) } as never,
  name: 'kefu',
  shards: { team: 1, all: 1, timers: 1 },
});

/** What a promise comes to while every wait is over at once: its value, or the name of its error. */
const outcomeOf = async <T>(work: Promise<T>): Promise<T | string> => {
  let isOver = false;
  const outcome = work
    .catch((error: unknown) => (error instanceof Error ? error.name : String(error)))
    .finally(() => {
      isOver = true;
    });
  while (!isOver) await vi.advanceTimersToNextTimerAsync();
  return outcome;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const rung = create('rung', {
  ticketId: 'tkt_01K0000000ABCDEFGHJKMNPQRS',
  ...{ cycle: 1, target: 'resolution', instance: 1, rung: 'breach' },
  ...{ dueAt: NINE, firedAt: NINE, seq: 7 },
});

describe('A table that leaves keys unprocessed', () => {
  const wanted = Array.from({ length: 250 }, (_, n) => ({ pk: `TKT#${n}`, sk: 'A' }));
  type Keys = { pk: string; sk: string }[];
  const keysOf = (input: BatchGetCommandInput): Keys => (input.RequestItems?.['kefu']?.Keys ?? []) as Keys;

  it('is asked again for those, until every item is there once', async () => {
    const table = tableOf((input: BatchGetCommandInput) => {
      const keys = keysOf(input);
      const now = Math.ceil(keys.length / 2);
      const rest = keys.slice(now);
      return {
        Responses: { kefu: keys.slice(0, now).map((key) => ({ ...key, t: 'ticket' })) },
        UnprocessedKeys: rest.length > 0 ? { kefu: { Keys: rest } } : {},
      };
    });
    const fetched = await outcomeOf(fetchItems(table, wanted, [], true));

    const found = typeof fetched === 'string' ? [fetched] : fetched.items.map(({ pk }) => String(pk));
    expect(found.toSorted()).toEqual(wanted.map(({ pk }) => pk).toSorted());
  });

  it('is too busy after seven times, and is not asked for ever', async () => {
    let asked = 0;
    const table = tableOf((input: BatchGetCommandInput) =>
      ++asked <= 30 ? { UnprocessedKeys: input.RequestItems } : { Responses: {} },
    );

    expect(await outcomeOf(fetchItems(table, wanted.slice(0, 1), [], true))).toBe('ThrottlingException');
    expect(asked).toBe(7);
  });
});

describe('A table whose transactions collide', () => {
  const conflict = () =>
    new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    });

  it('is asked five times, and then the caller is told that it is busy', async () => {
    let asked = 0;
    const table = tableOf(() => {
      if (++asked <= 30) throw conflict();
      return {};
    });

    expect(await outcomeOf(commitWrites(table, [rung]))).toBe('ThrottlingException');
    expect(asked).toBe(5);
  });

  it('is asked eight times to count, and then the batch comes again', async () => {
    let asked = 0;
    const table = tableOf(() => {
      if (++asked <= 30) throw conflict();
      return {};
    });

    expect(await outcomeOf(dynamoCounters(table).add('tkt_1', [1], []))).toBe('TransactionCanceledException');
    expect(asked).toBe(8);
  });
});

describe('A list that comes in pages', () => {
  /** Two items a page, of which the last one may be empty all the same. */
  const pages = (items: readonly Record<string, unknown>[]) =>
    tableOf(({ ExclusiveStartKey: start }: QueryCommandInput) => {
      const from = start === undefined ? 0 : Number(start['at']);
      const at = from + 2;
      return {
        Items: items.slice(from, at),
        ...(from < items.length ? { LastEvaluatedKey: { at } } : {}),
      };
    });

  it('is read to its end: settings and members', async () => {
    const items = Array.from({ length: 7 }, (_, n) => ({ pk: 'CFG#team', sk: `team_${n}` }));

    expect(await queryAll(pages(items), 'CFG#team')).toEqual(items);
  });

  it('is read to its end: what is due', async () => {
    const items = Array.from({ length: 7 }, (_, n) => ({ g5sk: `2026-03-02T09:00:00.000Z#tkt_${n}` }));
    const due: string[] = [];
    for await (const page of dynamoTimers(pages(items), 'ticket').due('00', '0', '2026-03-02T09:00:00.000Z'))
      due.push(...page.map(({ id }) => id));

    expect(due).toEqual(items.map((_, n) => `tkt_${n}`));
  });

  it('is read to its end: customers who are judged anew', async () => {
    const items = Array.from({ length: 7 }, (_, n) => ({ g2sk: `2026-03-02T09:00:0${n}.000Z#cus_${n}` }));
    const table = tableOf(
      ({ ExpressionAttributeValues: { ':from': from = '' } = {} }: QueryCommandInput) => ({
        Items: items.filter(({ g2sk }) => g2sk > String(from)).slice(0, 2),
      }),
    );
    const ids: string[] = [];
    for await (const page of dynamoWalks(table).pages('00', undefined)) ids.push(...page.ids);

    expect(ids).toEqual(items.map((_, n) => `cus_${n}`));
  });
});
