import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { stampedStore } from '#shared/adapters/audit/stamped-store.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { PUTS_AT_ONCE } from '#shared/adapters/dynamo/restore/place.ts';
import { plainItem } from '#shared/adapters/dynamo/restore/raw.ts';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { bucketNameFromEnv } from '#shared/adapters/s3/bucket.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { create, ref } from '#shared/app/records.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import { openSnapshot } from '#shared/app/snapshots/read-snapshot.ts';
import { firstCheckpoint, type Phase, type Restore } from '#shared/domain/restores/restore.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import type { StoredItem } from '#shared/domain/snapshots/line.ts';
import { scheduledId } from '#shared/domain/snapshots/snapshot.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { SECRET } from './restorable.ts';
import type { Reading } from './snapshot-worker.ts';

/** One step of the benchmark of restores, in a process of its own: prints how long it took and what memory it needed at most. */

/** What a restore measured of itself: milliseconds by its phases, and what it says of them. */
export type Restoring = Reading & {
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly problems: number;
};

const SLICE_MS = 45_000;
const ID = 'rst_01KBENCH000000000000000000';
const objects = s3Objects(bucketNameFromEnv('SNAPSHOTS_BUCKET'));
const source = snapshotSource(objects, keyringOf(SECRET).digest);
const snapshotId = scheduledId('full', Date.parse('2026-03-02T00:00:00Z'));

/** The items of the snapshot's files, with nothing looked at. */
async function* bareItems(): AsyncGenerator<Stored> {
  const itemOf = (line: string): Stored => plainItem((JSON.parse(line) as { Item: StoredItem }).Item);
  const { manifest } = await openSnapshot(source, snapshotId);
  for (const { key } of manifest?.parts ?? []) {
    const object = await objects.read(key);
    if (!object) throw new Error('a file of the snapshot is gone');
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of source.unzip(object.body)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield itemOf(line);
    }
    if (rest !== '') yield itemOf(rest);
  }
}

/** Puts all of it without a condition, as many at once as a restore does. */
const loop = async (): Promise<Reading> => {
  const { documents, name } = tableFromEnv();
  const all = bareItems();
  let items = 0;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let next = await all.next(); next.done !== true; next = await all.next()) {
      await documents.send(new PutCommand({ TableName: name, Item: { ...next.value } }));
      items += 1;
    }
  };
  await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
  return { ms: performance.now() - began, items, peakMb: peakMb() };
};

const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

const newRestore = (at: number): Restore => ({
  ...{ id: ID, version: 1, snapshotId, mode: 'empty', dryRun: false, status: 'queued', requestedBy: 'bench' },
  ...{ createdAt: at, updatedAt: at, chain: [snapshotId], checkpoint: firstCheckpoint },
  ...{ progress: { done: 0, total: 0 }, entities: {}, repairs: {}, problems: [], problemCount: 0 },
});

/** All of a restore, slice by slice, as its worker does it. */
const restore = async (): Promise<Restoring> => {
  const table = { ...tableFromEnv(), vault: vaultOf(SECRET, process.env['DATA_KEYS_TABLE_NAME'] ?? '') };
  const keyring = keyringOf(SECRET);
  const store = stampedStore(dynamoStore(table, allLists(table)), keyring.digest);
  await writeDefaults(store, Date.now());
  await store.commit([create('restore', newRestore(Date.now()))]);
  const edge = { store, keyring, rates: undefined, publicUrl: 'http://127.0.0.1', originSecret: undefined };
  const phases: Partial<Record<Phase, number>> = {};
  let phase: Phase = firstCheckpoint.phase;
  const began = performance.now();
  let since = began;
  for (let goesOn = true; goesOn; ) {
    goesOn = false;
    const slice = performance.now();
    await runRestore(ID, {
      contextOf: () => systemContext(edge, 'restores', []),
      commit: async (writes) => {
        await store.commit(writes);
        for (const write of writes) {
          if (write.op !== 'update' || write.kind !== 'restore') continue;
          const now = performance.now();
          phases[phase] = (phases[phase] ?? 0) + now - since;
          since = now;
          phase = write.record.checkpoint.phase;
        }
      },
      table: restoreTable(table, Date.now),
      source,
      objects,
      knownVersions: knownVersions(),
      messageId: 'message',
      now: Date.now,
      isOver: () => performance.now() - slice > SLICE_MS,
      again: async () => {
        goesOn = true;
      },
      upgrade: () => Promise.resolve(),
    });
  }
  const ms = performance.now() - began;
  const done = (await store.reader.get([ref('restore', ID)])).one(ref('restore', ID));
  if (done?.status !== 'done') throw new Error(`the restore has failed: ${JSON.stringify(done?.problems)}`);
  const items = Object.values(done.entities).reduce((sum, { added }) => sum + added, 0);
  return { ms, items, peakMb: peakMb(), phases, problems: done.problemCount };
};

console.log(JSON.stringify(await (process.argv[2] === 'loop' ? loop() : restore())));
