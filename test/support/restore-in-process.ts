import { readdirSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_SECRET_KEY } from '#local/lambda/variables.ts';
import { stampedStore } from '#shared/adapters/audit/stamped-store.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { snapshotSource } from '#shared/adapters/snapshots/source.ts';
import type { Lists } from '#shared/app/lists.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, ref } from '#shared/app/records.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import { firstCheckpoint, type Restore } from '#shared/domain/restores/restore.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import type { Journey } from './local-stack.ts';

/** The worker dies: from a call on, none gets through. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** The documents client until it dies; counts its calls. */
const mortal = (documents: DynamoDBDocumentClient) => {
  const state = { calls: 0, diesAt: Number.POSITIVE_INFINITY };
  const client = new Proxy(documents, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name) as unknown;
      return (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        state.calls += 1;
        return state.calls >= state.diesAt ? Promise.reject(new Killed()) : target.send(command);
      };
    },
  });
  return { client, state };
};

let made = 0;
const restoreId = (): string =>
  `rst_01KILLED00000000000000${String(++made).padStart(4, '0')}`.replaceAll('I', 'J').replaceAll('L', 'K');

/** The restore as its worker does it, over the stack's own table and bucket, in this process: so that it can be killed anywhere. */
export const restoresInProcess = (journey: Journey, documents: DynamoDBDocumentClient) => {
  const root = journey.stack.secret('kefu-dev-keys');
  const { client, state } = mortal(documents);
  const table: Table = {
    documents: client,
    name: 'kefu-dev-table',
    shards: { team: 1, all: 1, timers: 4 },
    vault: vaultOf(root, 'kefu-dev-data-keys'),
  };
  const keyring = keyringOf(root);
  const lists: Lists = allLists(table);
  const store = stampedStore(dynamoStore(table, lists), keyring.digest);
  const bucket = readdirSync(`${journey.home}/s3`).find((name) => name.includes('snapshots')) ?? '';
  const s3 = new S3Client({
    endpoint: journey.stack.enginesAddress,
    region: 'eu-central-1',
    forcePathStyle: true,
    systemClockOffset: journey.stack.clock.now() - Date.now(),
    credentials: { accessKeyId: 'local', secretAccessKey: LOCAL_SECRET_KEY },
  });
  const objects = s3Objects(bucket, () => s3);
  const source = snapshotSource(objects, keyring.digest);
  const now = (): number => journey.stack.clock.now();
  const contextOf = async (): Promise<Context> => ({
    ...(await systemContext(
      {
        store,
        keyring,
        rates: undefined,
        publicUrl: 'http://127.0.0.1',
        originSecret: undefined,
        tokens: undefined,
      },
      'restores',
      [],
    )),
    now: now(),
  });
  /** One run of the worker; `false` when it was killed on the way. */
  const run = async (id: string, calls: number, slice: () => boolean): Promise<boolean> => {
    Object.assign(state, { calls: 0, diesAt: calls });
    try {
      await runRestore(id, {
        contextOf,
        commit: store.commit,
        table: restoreTable(table, now),
        source,
        objects,
        knownVersions: knownVersions(),
        messageId: 'a message',
        now,
        isOver: slice,
        again: () => Promise.resolve(),
        upgrade: () => Promise.resolve(),
      });
      return true;
    } catch (error) {
      if (error instanceof Killed) return false;
      throw error;
    } finally {
      state.diesAt = Number.POSITIVE_INFINITY;
    }
  };
  const read = async (id: string): Promise<Restore> => {
    const wanted = ref('restore', id);
    const found = (await store.reader.get([wanted])).one(wanted);
    if (!found) throw new Error('there is no such restore');
    return found;
  };

  return {
    table,
    store,
    read,
    calls: () => state.calls,
    async begin(snapshotId: string, over: Partial<Restore> = {}): Promise<string> {
      const id = restoreId();
      const at = now();
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
          ...{ createdAt: at, updatedAt: at, chain: [], checkpoint: firstCheckpoint },
          progress: { done: 0, total: 0 },
          ...{ entities: {}, repairs: {}, problems: [], problemCount: 0 },
          ...over,
        } as Restore),
      ]);
      return id;
    },
    run,
    /** Runs it to its end, the stack's own consumers included. */
    async finish(id: string): Promise<Restore> {
      for (let runs = 0; runs < 1000; runs++) {
        await run(id, Number.POSITIVE_INFINITY, () => false);
        await journey.drain();
        const restore = await read(id);
        if (restore.status === 'done' || restore.status === 'failed') return restore;
      }
      throw new Error('the restore does not end');
    },
    close: () => s3.destroy(),
  };
};
