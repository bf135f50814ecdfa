import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from '#shared/adapters/dynamo/exports/windows.ts';
import { indexes } from '#shared/adapters/dynamo/keys.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';

type Row = { readonly g2pk: string; readonly g2sk: string; readonly pk: string; readonly sk: string };

/** A table of index entries that answers pages as the database does, and counts what it is asked for. */
const tableOf = (rows: readonly Row[]) => {
  const asked = { pages: 0 };
  const send = ({ input }: { input: QueryCommandInput }) => {
    asked.pages += 1;
    const values = input.ExpressionAttributeValues ?? {};
    const after = input.ExclusiveStartKey?.['g2sk'];
    const all = rows
      .filter(({ g2pk, g2sk }) => g2pk === values[':p'] && g2sk >= values[':from'] && g2sk <= values[':to'])
      .filter(({ g2sk }) => after === undefined || g2sk > after)
      .sort((a, b) => (a.g2sk < b.g2sk ? -1 : 1));
    const Items = all.slice(0, input.Limit ?? 1000);
    const last = Items.at(-1);
    return Promise.resolve({
      Items,
      ...(Items.length < all.length && last ? { LastEvaluatedKey: last } : {}),
    });
  };
  const table = { documents: { send }, name: 'table' } as unknown as Table;
  return { table, asked };
};

const STATUSES = ['new', 'open', 'pending', 'onHold', 'resolved', 'closed'] as const;
const partitions = STATUSES.flatMap((status) =>
  ['0', '1', '2', '3'].map((shard) => indexes.tickets(status, shard)),
);
const plan = {
  sources: partitions.map((partition) => ({ index: 'gsi2' as const, partition })),
  ...{ from: '0', to: '~' },
};
const rowsIn = (partitionOf: (n: number) => string | undefined, count: number): Row[] =>
  Array.from({ length: count }, (_, n) => {
    const key = String(n).padStart(8, '0');
    return { g2pk: partitionOf(n) ?? '', g2sk: key, pk: `TKT#${key}`, sk: 'A' };
  });

const walked = async (table: Table, after?: string) => {
  const windows: string[][] = [];
  for await (const { entries } of windowsOf(table, plan, after)) windows.push(entries.map(({ key }) => key));
  return windows;
};

describe('the windows of an export', () => {
  it('hold every entry once and in order, wherever it begins', async () => {
    const anywhere = fc.array(fc.nat({ max: partitions.length - 1 }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(anywhere, fc.nat({ max: 300 }), async (places, from) => {
        const rows = rowsIn((n) => partitions[places[n] ?? 0], places.length);
        const after = String(from).padStart(8, '0');
        expect((await walked(tableOf(rows).table)).flat()).toEqual(rows.map(({ g2sk }) => g2sk));
        expect((await walked(tableOf(rows).table, after)).flat()).toEqual(
          rows.map(({ g2sk }) => g2sk).filter((key) => key > after),
        );
      }),
    );
  });

  it.each([
    ['spread evenly', (n: number) => partitions[(n * 7919) % partitions.length]],
    ['nearly all in four partitions', (n: number) => partitions[n % 50 === 0 ? n % 24 : 20 + (n % 4)]],
    ['in one partition', () => partitions[0]],
  ])('are few where entries are %s: each costs a look at every partition', async (_, partitionOf) => {
    const { table, asked } = tableOf(rowsIn(partitionOf, 12_000));
    const windows = await walked(table);
    expect(windows.flat()).toHaveLength(12_000);
    expect(windows.length).toBeLessThanOrEqual(8);
    expect(asked.pages).toBeLessThanOrEqual(12_000 / 40);
  });
});
