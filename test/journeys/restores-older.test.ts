import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { plainItem } from '#shared/adapters/dynamo/restore/raw.ts';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { upgradePass } from '#shared/adapters/dynamo/restore/upgrade-pass.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import { create, type Kind, type Ref, ref } from '#shared/app/records.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import { runUpgrade } from '#shared/app/restores/run-upgrade.ts';
import { firstCheckpoint } from '#shared/domain/restores/restore.ts';
import { UPGRADE_ID } from '#shared/domain/restores/upgrade.ts';
import { readLine } from '#shared/domain/snapshots/line.ts';
import { type Manifest, manifestKeyOf, manifestText, signed } from '#shared/domain/snapshots/manifest.ts';
import { bytesOf, createCounts } from '#shared/domain/snapshots/tally.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { aStore } from '../adapters/support/a-store.ts';
import { type Journey, startJourney } from '../support/local-stack.ts';
import { memoryObjects } from '../support/memory-objects.ts';
import { older, pasts } from '../support/older-kinds.ts';
import { acts, aDesk } from '../support/small-desk.ts';
import { filesOf, itemsIn, lineOf, linesIn, manifestIn, snapshotsBucket } from '../support/snapshot-files.ts';
import { everyItem, pastTheProduct, type StoredItem } from '../support/stored-items.ts';

// The product as it would be two versions later: the shapes of these kinds were changed twice.
vi.mock('#shared/adapters/dynamo/items/ticket.ts', async (original) => {
  const { raised } = await import('../support/older-kinds.ts');
  const actual = await original<typeof import('#shared/adapters/dynamo/items/ticket.ts')>();
  return { ...actual, ticketItem: raised(actual.ticketItem) };
});
vi.mock('#shared/adapters/dynamo/items/orders.ts', async (original) => {
  const { raised } = await import('../support/older-kinds.ts');
  const actual = await original<typeof import('#shared/adapters/dynamo/items/orders.ts')>();
  return { ...actual, orderItem: raised(actual.orderItem) };
});
vi.mock('#shared/adapters/dynamo/items/case-parts.ts', async (original) => {
  const { raised } = await import('../support/older-kinds.ts');
  const actual = await original<typeof import('#shared/adapters/dynamo/items/case-parts.ts')>();
  return {
    ...actual,
    messageItem: raised(actual.messageItem),
    eventItem: raised(actual.eventItem),
    taskItem: raised(actual.taskItem),
    ticketNumberItem: raised(actual.ticketNumberItem),
  };
});

const SHARDS = { team: 1, all: 1, timers: 4 };
const NOW = Date.parse('2026-03-02T12:00:00Z');

let journey: Journey;
let other: Awaited<ReturnType<typeof aStore>>;
let snapshotId = '';

beforeAll(async () => {
  journey = await startJourney({ now: Date.parse('2026-03-02T02:00:00Z') });
  const desk = await aDesk(journey);
  const all = ['customer', 'ticket', 'ticket', 'order', 'task', 'message', 'assign'] as const;
  for (const [n, type] of all.entries()) await desk.do({ type, n: n + 1 });
  for (const act of fc.sample(acts, { numRuns: 25, seed: 3 })) await desk.do(act);
  await journey.drain();
  const reply = await journey.as('admin').post('/v1/snapshots', { kind: 'full' });
  await journey.drain();
  snapshotId = (reply.body as { id: string }).id;
  other = await aStore(SHARDS);
}, 180_000);
afterAll(async () => {
  await other?.close();
  await journey.close();
});

/** The snapshot as two older versions of the product would have left it, turn by turn, and signed by the same system. */
const aged = () => {
  const bucket = snapshotsBucket(journey.home);
  const keyring = keyringOf(journey.stack.secret('kefu-dev-keys'));
  const { files, objects } = memoryObjects(64 * 1024);
  for (const { key, bytes } of filesOf(bucket, snapshotId)) files.set(key, bytes);
  const { mac: _, ...manifest } = manifestIn(bucket, snapshotId);
  const counts = createCounts();
  const made = new Map<string, number>();
  const parts = manifest.parts.map(({ key }): Manifest['parts'][number] => {
    const lines = linesIn(Buffer.from(files.get(key) ?? '')).map((line) => {
      const { item } = readLine(line);
      if (!item) throw new Error('a full snapshot has items only');
      const plain = plainItem(item);
      const type = String(plain['t'] ?? 'other');
      const n = made.get(type) ?? 0;
      made.set(type, n + 1);
      const then = older({ ...plain }, n % 2 === 0 ? 1 : 2);
      counts.add(type, String(then['v'] ?? 1));
      return lineOf(then);
    });
    const bytes = gzipSync(`${lines.join('\n')}\n`);
    files.set(key, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { key, sha256, bytes: bytes.length, items: lines.length };
  });
  const content = { ...manifest, parts, bytes: bytesOf(parts), entities: counts.entities() };
  files.set(
    manifestKeyOf(snapshotId),
    new TextEncoder().encode(manifestText(signed(content, keyring.digest))),
  );
  return { entities: content.entities, keyring, objects, source: snapshotSource(objects, keyring.digest) };
};

describe('A snapshot that is two versions old', () => {
  it('is restored, read and brought up to date, and is then what it was', async () => {
    const { entities, keyring, objects, source } = aged();
    for (const type of Object.keys(pasts))
      expect({ type, versions: Object.keys(entities[type]?.versions ?? {}).sort() }).toEqual({
        type,
        versions: ['1', '2'],
      });
    const table: Table = {
      ...{ documents: other.table.documents, name: other.table.name, shards: SHARDS },
      vault: vaultOf(journey.stack.secret('kefu-dev-keys'), 'kefu-data-keys'),
    };
    await copyDataKeys();
    const lists = allLists(table);
    const store = dynamoStore(table, lists);
    const now = () => NOW;
    const wiring = {
      ...{ store, keyring, rates: undefined, publicUrl: '' },
      ...{ originSecret: undefined, tokens: undefined },
    };
    const id = 'rst_01K5Q8J3M9N4P6R7S8T9V00001';
    await store.commit([
      create('restore', {
        ...{
          id,
          version: 1,
          snapshotId,
          mode: 'empty',
          dryRun: false,
          status: 'queued',
          requestedBy: 'test',
        },
        ...{ createdAt: NOW, updatedAt: NOW, chain: [], checkpoint: firstCheckpoint },
        progress: { done: 0, total: 0 },
        ...{ entities: {}, repairs: {}, problems: [], problemCount: 0 },
      }),
    ]);
    const asked: boolean[] = [];
    await runRestore(id, {
      contextOf: async () => ({ ...(await systemContext(wiring, 'restores', [])), now: NOW }),
      commit: store.commit,
      table: restoreTable(table, now),
      source,
      objects,
      knownVersions: knownVersions(),
      messageId: 'a message',
      now,
      isOver: () => false,
      again: () => Promise.reject(new Error('it should end in one slice')),
      upgrade: async () => void asked.push(true),
    });
    const one = async <K extends Kind>(wanted: Ref<K>) => (await store.reader.get([wanted])).one(wanted);
    const restored = await one(ref('restore', id));
    expect(restored).toMatchObject({ status: 'done', problems: [] });
    expect(restored?.repairs).toEqual({});
    expect(asked).toEqual([true]);

    // Before anything is brought up to date: whatever is read is in the present shape.
    const wanted = itemsIn(snapshotsBucket(journey.home), snapshotId);
    const heads = wanted.filter(({ t }) => t === 'ticket');
    expect(heads.length).toBeGreaterThan(3);
    for (const head of heads) {
      const ticket = await one(ref('ticket', String(head['id'])));
      expect(ticket).toMatchObject({ status: head['status'], number: head['number'] });
      expect(ticket?.subject).toMatch(/^Parcel \d+$/);
      expect(await one(ref('ticketNumber', String(head['number'])))).toMatchObject({ ticketId: head['id'] });
      const { items } = await lists.messages(String(head['id']), { limit: 50, after: undefined }, true);
      expect(items.length).toBeGreaterThan(0);
      for (const message of items) expect(message.body).not.toBe('');
    }

    await runUpgrade(true, {
      ...{ store, versions: knownVersions(), messageId: 'another message', now },
      pass: (after) => upgradePass(table, after, () => false),
      again: () => Promise.reject(new Error('it should end in one slice')),
    });
    expect(await one(ref('upgrade', UPGRADE_ID))).toMatchObject({ status: 'done', newer: 0 });
    const found = new Map((await everyItem(table.documents, table.name)).map((item) => [nameOf(item), item]));
    for (const was of wanted.filter(({ t }) => Object.hasOwn(pasts, String(t)))) {
      const is = found.get(nameOf(was));
      expect(withoutSeals(is)).toEqual({ ...withoutSeals(was), v: 3 });
    }
    const isOld = ({ t, v }: StoredItem): boolean => Object.hasOwn(pasts, String(t)) && v !== 3;
    expect([...found.values()].filter(isOld).map(nameOf)).toEqual([]);
  });
});

const nameOf = ({ pk, sk }: StoredItem): string => `${pk} ${sk}`;
/** What is sealed anew has other bytes; that it opens was seen before. */
const withoutSeals = (item: StoredItem | undefined): StoredItem => {
  if (item === undefined) return {};
  const { sealedFields: _, restoredBy: __, ...rest } = item;
  return rest;
};

const copyDataKeys = async (): Promise<void> => {
  const from = pastTheProduct(journey.stack.enginesAddress);
  for (const item of await everyItem(from, 'kefu-dev-data-keys'))
    await other.table.documents.send(new PutCommand({ TableName: 'kefu-data-keys', Item: item }));
  from.destroy();
};
