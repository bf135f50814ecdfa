import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateTableInput } from '#local/engines/dynamodb/types.ts';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';
import { inProcess, openEngines } from './support/engines.ts';
import { fillTables, type TableItem } from './support/fill.ts';
import { settled } from './support/settled.ts';
import type { Reading } from './support/snapshot-worker.ts';

export type Snapped = {
  readonly items: number;
  /** All items read by `Scan`, four segments at once, and thrown away. */
  readonly scan: Reading;
  /** Asked for, exported, read back, counted and signed for, by one worker. */
  readonly taken: Reading;
  /** All of it read again. */
  readonly verified: Reading;
};

const TABLE = 'kefu-bench-table';
const PORTION = 1000;
/** As large as items of the product are on average. */
const TEXT_BYTES = 500;

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const { partitionKey, sortKey, indexes } = tableShape;

/** The table with the one index that snapshots are listed by. */
const definition: CreateTableInput = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [partitionKey, sortKey, indexes.gsi2.partitionKey, indexes.gsi2.sortKey].map(text),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi2',
      KeySchema: [
        { AttributeName: indexes.gsi2.partitionKey, KeyType: 'HASH' },
        { AttributeName: indexes.gsi2.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...indexes.gsi2.projection] },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

/** Items with a sealed part, which no compression makes smaller, and one that it does. */
async function* itemsOf(count: number): AsyncGenerator<readonly TableItem[]> {
  for (let from = 0; from < count; from += PORTION) {
    const size = Math.min(PORTION, count - from);
    yield Array.from({ length: size }, (_, n) => ({
      table: TABLE,
      item: {
        ...{
          pk: `TKT#tkt_${from + n}`,
          sk: 'A',
          t: 'ticket',
          v: 1,
          ver: 3,
          status: 'open',
          priority: 'normal',
        },
        ...{ createdAt: 1_700_000_000_000 + n, teamIds: ['team_1', 'team_2'], tags: ['late', 'parcel'] },
        sealed: randomBytes(TEXT_BYTES / 2).toString('base64'),
      },
    }));
  }
}

/** Snapshots of tables of these sizes, each against a bare scan of the same table by the same engine. */
export const measureSnapshots = async (
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<readonly Snapped[]> => {
  const results: Snapped[] = [];
  for (const items of sizes) {
    const home = await mkdtemp(join(tmpdir(), 'kefu-bench-'));
    try {
      await (await openEngines(home, [definition])).close();
      progress(`snapshots: ${items} items are put in`);
      await fillTables(join(home, 'dynamodb'), itemsOf(items));
      const system = await openEngines(home, [definition]);
      const measured = (step: string) => inProcess<Reading>(system, 'snapshot-worker.ts', step, TABLE);
      await settled();
      progress('snapshots: a bare scan');
      const scan = await measured('scan');
      progress('snapshots: a snapshot');
      const taken = await measured('take');
      const verified = await measured('verify');
      results.push({ items, scan, taken, verified });
      await system.close();
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  return results;
};

const row = ({ items, scan, taken, verified }: Snapped): string => {
  const perSecond = ({ ms }: Reading) => Math.round(items / (ms / 1000)).toLocaleString('en');
  return (
    `| ${items.toLocaleString('en')} | ${perSecond(scan)} | ${perSecond(taken)} | ${perSecond(verified)} ` +
    `| ${(taken.ms / scan.ms).toFixed(2)} | ${Math.round(taken.peakMb)} | ${Math.round(verified.peakMb)} |`
  );
};

/** The figures as they stand in docs/snapshots.md. */
export const snapshotPage = (all: readonly Snapped[]): string =>
  [
    '| items | scan, items/s | snapshot, items/s | verification, items/s | snapshot to scan | worker at most, MB | verifying at most, MB |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...all.map(row),
  ].join('\n');
