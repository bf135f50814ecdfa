import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { snapshotLists } from '#shared/adapters/dynamo/lists/snapshots.ts';
import { foundOf, getItems, keyOf } from '#shared/adapters/dynamo/read.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { commitWrites } from '#shared/adapters/dynamo/write.ts';
import { bucketNameFromEnv } from '#shared/adapters/s3/bucket.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { tableExports } from '#shared/adapters/snapshots/table-exports.ts';
import { create, type Ref, ref } from '#shared/app/records.ts';
import { advanceSnapshot } from '#shared/app/snapshots/advance-snapshot.ts';
import type { SnapshotTools } from '#shared/app/snapshots/ports.ts';
import { newSnapshot, scheduledId } from '#shared/domain/snapshots/snapshot.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';

/** One step of the benchmark of snapshots, in a process of its own: prints how long it took and what memory it needed at most. */

/** What this process measured of itself. */
export type Reading = { readonly ms: number; readonly items: number; readonly peakMb: number };

const SEGMENTS = 4;
const SECRET = 'the root secret of a benchmark, long enough';

const scan = async (): Promise<number> => {
  const client = new DynamoDBClient({});
  const counts = await Promise.all(
    Array.from({ length: SEGMENTS }, async (_, Segment) => {
      let items = 0;
      const input = { TableName: process.env['TABLE_NAME'], Segment, TotalSegments: SEGMENTS };
      for await (const { Items = [] } of paginateScan({ client }, input)) items += Items.length;
      return items;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

/** The step that is measured is done. */
class Enough extends Error {}

type Write = Parameters<typeof commitWrites>[1];

/** Goes on with the one snapshot until its manifest is written, or until it is verified as well. */
const work = async (until: 'verify' | 'none'): Promise<number> => {
  const table = tableFromEnv();
  const bucket = bucketNameFromEnv('SNAPSHOTS_BUCKET');
  const objects = s3Objects(bucket);
  const id = scheduledId('full', Date.parse('2026-03-02T00:00:00Z'));
  const get = async (refs: readonly Ref[]) => foundOf(await getItems(table, refs.map(keyOf)));
  const read = async () => (await get([ref('snapshot', id)])).one(ref('snapshot', id));
  const commit = (writes: Write) => commitWrites(table, writes);
  if (!(await read()))
    await commit([create('snapshot', newSnapshot({ id, kind: 'full', madeBy: 'bench' }, Date.now()))]);
  const isThere = async (): Promise<boolean> => {
    const { step } = (await read()) ?? {};
    return step === until || step === 'none';
  };
  const tools: SnapshotTools = {
    store: {
      reader: { get },
      lists: snapshotLists(table),
      commit: async (writes) => {
        await commit(writes);
        // The lease stays: the process that goes on has the same message.
        if (await isThere()) throw new Enough();
      },
    },
    source: snapshotSource(objects, keyringOf(SECRET).digest),
    objects,
    exports: tableExports(bucket),
    messageId: 'message',
    now: Date.now,
    wait: (ms) => sleep(ms),
    again: () => sleep(100),
  };
  for (let isOver = false; !isOver; isOver = isOver || (await isThere()))
    await advanceSnapshot(tools, id).catch((error: unknown) => {
      if (!(error instanceof Enough)) throw error;
      isOver = true;
    });
  const snapshot = await read();
  if (snapshot?.status !== 'done' || (until === 'none' && snapshot.verified !== true))
    throw new Error(`the snapshot is bad: ${JSON.stringify(snapshot?.problems)}`);
  return snapshot.items ?? 0;
};

const step = process.argv[2];
const began = performance.now();
const items = step === 'scan' ? await scan() : await work(step === 'verify' ? 'none' : 'verify');
const ms = performance.now() - began;
const reading: Reading = { ms, items, peakMb: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(reading));
