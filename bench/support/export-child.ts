import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoExportSources } from '#shared/adapters/dynamo/exports/sources.ts';
import { itemKindOf } from '#shared/adapters/dynamo/items/index.ts';
import { everyShard, indexes, keys, type Shards } from '#shared/adapters/dynamo/keys.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { positionOfKey } from '#shared/adapters/dynamo/lists/tickets/merge.ts';
import { getItems, queryPage } from '#shared/adapters/dynamo/read.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { fileWriter } from '#shared/adapters/exports/file-writer.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { rightsOf } from '#shared/app/exports/access.ts';
import { partBytes } from '#shared/app/exports/part-size.ts';
import { runExport } from '#shared/app/exports/run-export.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, type Ref, ref } from '#shared/app/records.ts';
import { columnNames } from '#shared/domain/exports/columns/index.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import { callerOf } from '#shared/runtime/http/caller.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { inLanes } from './lanes.ts';

/*
 * One export, or the bare reading of the same cases, in a process of its own, so that its memory is its own. Told by its argument, tells in JSON.
 */

export type Asked = {
  readonly endpoint: string;
  readonly tableName: string;
  readonly keysName: string;
  readonly root: string;
  readonly shards: Shards;
  readonly now: number;
  readonly what: 'bare' | 'ndjson' | 'csv' | 'xlsx';
};
export type Told = {
  readonly rows: number;
  readonly ms: number;
  readonly rssMb: number;
  readonly bytes: number;
};

const asked = JSON.parse(process.argv[2] ?? '{}') as Asked;
const aws = {
  endpoint: asked.endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'BENCH', secretAccessKey: 'local-secret-access-key' },
};
const client = new DynamoDBClient(aws);
const table: Table = {
  documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  name: asked.tableName,
  shards: asked.shards,
  vault: vaultOf(asked.root, asked.keysName),
};

/** Every case once, as simply as it can be read: partition by partition, then the heads a hundred at a time; opened and parsed. */
const bare = async (): Promise<number> => {
  let rows = 0;
  const partitions = ticketStatusSchema.options.flatMap((status) =>
    everyShard(asked.shards.all).map((shard) => indexes.tickets(status, shard)),
  );
  for (const partition of partitions) {
    let start: Record<string, unknown> | undefined;
    do {
      const { items, last } = await queryPage(table, {
        IndexName: 'gsi2',
        KeyConditionExpression: 'g2pk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ProjectionExpression: 'pk, sk, g2sk',
        Limit: 1000,
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      const wanted = items.map((item) => keys.ticket(positionOfKey(String(item['g2sk'])).id));
      const groups = Array.from({ length: Math.ceil(wanted.length / 200) }, (_, n) =>
        wanted.slice(n * 200, n * 200 + 200),
      );
      await inLanes(3, groups, async (group) => {
        for (const item of (await getItems(table, group, false)).values()) {
          itemKindOf('ticket').fromItem(item);
          rows++;
        }
      });
      start = last;
    } while (start);
  }
  return rows;
};

const bucketName = async (): Promise<string> => {
  const { Buckets = [] } = await new S3Client({ ...aws, forcePathStyle: true }).send(
    new ListBucketsCommand({}),
  );
  const found = Buckets.find(({ Name = '' }) => Name.includes('-files'))?.Name;
  if (found === undefined) throw new Error('there is no bucket of files');
  return found;
};

const exported = async (format: 'ndjson' | 'csv' | 'xlsx'): Promise<{ rows: number; bytes: number }> => {
  const lists = allLists(table);
  const store = dynamoStore(table, lists);
  const keyring = keyringOf(asked.root);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const now = (): number => asked.now + Math.round(performance.now());
  const open = async (refs: readonly Ref[]): Promise<Context> => {
    const { found, config } = await store.open({ refs });
    const system = { type: 'system' as const, id: 'exports', role: 'system', scope: 'all' as const };
    return {
      now: now(),
      found,
      config,
      language: 'en',
      accepts: 'json',
      publicUrl: 'https://localhost',
      reader: store.reader,
      lists,
      caller: { ...system, permissions: new Set(), teamIds: [], reveal: new Set() },
      newId: (prefix) => `${prefix}_${ulid(now(), randomBytes(10))}`,
      random: (bytes) => randomBytes(bytes),
      digest: keyring.digest,
      seal: keyring.seal,
      unseal: keyring.unseal,
    };
  };
  const { items } = await lists.users({ limit: 50, after: undefined });
  const analyst = items.find(({ roleId }) => roleId === 'analyst');
  if (!analyst) throw new Error('there is no analyst');
  const context = await open([]);
  const caller = callerOf({ ...analyst, type: 'user' }, context.config);
  const id = context.newId('exp');
  await store.commit([
    create('export', {
      id,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
      createdBy: analyst.id,
      rights: rightsOf(caller, 'tickets', context),
      language: 'en',
      resource: 'tickets',
      format,
      filter: {},
      fields: [...columnNames('tickets')],
      revealed: [],
      status: 'queued',
      tries: 0,
    }),
  ]);
  const files = s3Objects(await bucketName(), () => s3);
  const queue = [id];
  for (let n = 0; queue.length > 0; n++) {
    const began = performance.now();
    const tools: ExportTools = {
      open,
      commit: store.commit,
      sources: dynamoExportSources(table),
      files,
      queue: {
        send: async (made) => {
          queue.push(made.id);
        },
      },
      callerOf: () => caller,
      writer: (made, columns, state) => fileWriter(format, { title: made.resource, columns }, state),
      partBytes,
      owner: String(n),
      spentMs: () => performance.now() - began,
    };
    await runExport(queue.shift() as string, tools);
  }
  const made = (await store.reader.get([ref('export', id)])).one(ref('export', id));
  if (made?.status !== 'done') throw new Error(`the export is ${made?.status}: ${made?.problem}`);
  return { rows: made.rows ?? 0, bytes: made.bytes ?? 0 };
};

let highest = 0;
const watch = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
}, 50);
const began = performance.now();
const result = asked.what === 'bare' ? { rows: await bare(), bytes: 0 } : await exported(asked.what);
const told: Told = {
  ...result,
  ms: Math.round(performance.now() - began),
  rssMb: Math.round(Math.max(highest, process.memoryUsage.rss()) / 1024 ** 2),
};
clearInterval(watch);
process.stdout.write(JSON.stringify(told));
process.exit(0);
