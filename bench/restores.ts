import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateTableInput } from '#local/engines/dynamodb/types.ts';
import { dataKeyTableShape, tableShape } from '#shared/adapters/dynamo/keys.ts';
import { inProcess, openEngines } from './support/engines.ts';
import { fillTables } from './support/fill.ts';
import { restorableItems } from './support/restorable.ts';
import type { Restoring } from './support/restore-worker.ts';
import { settled } from './support/settled.ts';
import type { Reading } from './support/snapshot-worker.ts';

export type Restored = {
  readonly items: number;
  /** The same items put by a bare loop, as many at once. */
  readonly loop: Reading;
  /** All of a restore, from the first look at the files to the end of its check. */
  readonly restored: Restoring;
};

const SOURCE = 'kefu-bench-source';
const BARE = 'kefu-bench-bare';
const TARGET = 'kefu-bench-target';
const DATA_KEYS = 'kefu-bench-data-keys';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });

/** A table with all indexes of the product's. */
const tableNamed = (TableName: string): CreateTableInput => {
  const { partitionKey, sortKey, indexes } = tableShape;
  const all = Object.entries(indexes);
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash(partitionKey), range(sortKey)],
    AttributeDefinitions: [
      partitionKey,
      sortKey,
      ...all.flatMap(([, index]) => [index.partitionKey, index.sortKey]),
    ].map(text),
    GlobalSecondaryIndexes: all.map(([IndexName, index]) => ({
      IndexName,
      KeySchema: [hash(index.partitionKey), range(index.sortKey)],
      Projection:
        index.projection.length === 0
          ? { ProjectionType: 'KEYS_ONLY' }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  };
};

const dataKeys: CreateTableInput = {
  TableName: DATA_KEYS,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [hash(dataKeyTableShape.partitionKey)],
  AttributeDefinitions: [text(dataKeyTableShape.partitionKey)],
};

const measureOne = async (items: number, progress: (text: string) => void): Promise<Restored> => {
  const home = await mkdtemp(join(tmpdir(), 'kefu-bench-'));
  const tables = [tableNamed(SOURCE), tableNamed(BARE), tableNamed(TARGET), dataKeys];
  const env = { DATA_KEYS_TABLE_NAME: DATA_KEYS };
  try {
    await (await openEngines(home, tables)).close();
    progress(`restores: ${items} items are put in`);
    await fillTables(join(home, 'dynamodb'), restorableItems(SOURCE, items));
    const engines = await openEngines(home, tables);
    await settled();
    progress('restores: a snapshot');
    await inProcess(engines, 'snapshot-worker.ts', 'take', SOURCE);
    await settled();
    progress('restores: a bare loop of puts');
    const loop = await inProcess<Reading>(engines, 'restore-worker.ts', 'loop', BARE);
    await settled();
    progress('restores: a restore');
    const restored = await inProcess<Restoring>(engines, 'restore-worker.ts', 'restore', TARGET, env);
    await engines.close();
    return { items, loop, restored };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** Restores of snapshots of these sizes into empty tables, each against a bare loop that puts the same items on the same engine. */
export const measureRestores = async (
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<readonly Restored[]> => {
  const results: Restored[] = [];
  for (const items of sizes) results.push(await measureOne(items, progress));
  return results;
};

const row = ({ items, loop, restored }: Restored): string => {
  const perSecond = ({ ms }: Reading) => Math.round(items / (ms / 1000)).toLocaleString('en');
  const { verify = 0, parts = 0, heads = 0, tickets = 0, check = 0 } = restored.phases;
  const shares = [verify, parts + heads + tickets, check].map((ms) => (ms / loop.ms).toFixed(2));
  return (
    `| ${items.toLocaleString('en')} | ${perSecond(loop)} | ${perSecond(restored)} | ${(restored.ms / loop.ms).toFixed(2)} ` +
    `| ${shares.join(' + ')} | ${Math.round(restored.peakMb)} |`
  );
};

/** The figures as they stand in docs/snapshots.md. */
export const restorePage = (all: readonly Restored[]): string =>
  [
    '| items | loop of puts, items/s | restore, items/s | restore to loop | of which reading first, putting, checking | worker at most, MB |',
    '| --- | --- | --- | --- | --- | --- |',
    ...all.map(row),
  ].join('\n');
