import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ListExportsCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoEngine } from '#local/engines/dynamodb/engine.ts';
import { createS3Engine } from '#local/engines/s3/engine.ts';
import { clientsFor, deskTable } from './support/dynamo.ts';
import { secretOf } from './support/s3.ts';
import { aClock, serve } from './support/serve.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:000000000000:table/desk';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let home: string;
let clock: ReturnType<typeof aClock>;
let stop: () => Promise<void>;
let documents: ReturnType<typeof clientsFor>['documents'];
let client: ReturnType<typeof clientsFor>['client'];

const open = async (recovery = true) => {
  const s3 = await createS3Engine({ dir: join(home, 's3'), now: clock.now, credentials: secretOf });
  await s3.ensureBucket('snapshots');
  const engine = await createDynamoEngine({
    dir: join(home, 'dynamodb'),
    now: clock.now,
    exportTarget: s3.writer,
  });
  const definition = recovery
    ? { ...deskTable, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }
    : deskTable;
  await engine.ensureTable(definition, 'ttl');
  const served = await serve(engine);
  ({ client, documents } = clientsFor(served.url));
  stop = async () => {
    client.destroy();
    await served.stop();
    await engine.close();
    await s3.close();
  };
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kefu-exports-'));
  clock = aClock();
  await open();
});

afterEach(async () => {
  await stop();
  await rm(home, { recursive: true, force: true });
});

const put = (n: number, more: object = {}) =>
  documents.send(new PutCommand({ TableName: 'desk', Item: { pk: `p${n}`, sk: 'A', n, ...more } }));

const begin = (more: Partial<ExportTableToPointInTimeCommandInput> = {}) =>
  client.send(
    new ExportTableToPointInTimeCommand({
      TableArn: TABLE_ARN,
      S3Bucket: 'snapshots',
      S3Prefix: 'one',
      ...more,
    }),
  );

const since = (from: number): Partial<ExportTableToPointInTimeCommandInput> => ({
  ExportType: 'INCREMENTAL_EXPORT',
  IncrementalExportSpecification: { ExportFromTime: new Date(from), ExportViewType: 'NEW_IMAGE' },
});

const describeOf = async (arn: string | undefined) =>
  (await client.send(new DescribeExportCommand({ ExportArn: arn }))).ExportDescription;

const finished = async (arn: string | undefined) => {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = await describeOf(arn);
    if (found?.ExportStatus !== 'IN_PROGRESS') return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the export does not end');
};

type Line = {
  Item?: Record<string, { S?: string; N?: string }>;
  Metadata?: { WriteTimestampMicros: { N: string } };
  Keys?: Record<string, { S?: string }>;
  NewImage?: Record<string, { S?: string; N?: string }>;
};
const fileOf = (key: string): Promise<Buffer> => readFile(join(home, 's3', 'snapshots', key));

const read = async (more: Partial<ExportTableToPointInTimeCommandInput> = {}) => {
  const begun = await begin(more);
  return linesOf(await finished(begun.ExportDescription?.ExportArn));
};

const linesOf = async (description: Awaited<ReturnType<typeof finished>>) => {
  expect(description?.ExportStatus).toBe('COMPLETED');
  const summary = JSON.parse(String(await fileOf(description?.ExportManifest ?? ''))) as {
    manifestFilesS3Key: string;
    itemCount: number;
  };
  const list = await fileOf(summary.manifestFilesS3Key);
  expect(String(await fileOf(summary.manifestFilesS3Key.replace('.json', '.md5')))).toBe(
    createHash('md5').update(list).digest('base64'),
  );
  const parts = String(list)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { itemCount: number; md5Checksum: string; dataFileS3Key: string });
  const lines: Line[] = [];
  for (const { itemCount, md5Checksum, dataFileS3Key } of parts) {
    const bytes = await fileOf(dataFileS3Key);
    expect(createHash('md5').update(bytes).digest('base64')).toBe(md5Checksum);
    const own = String(gunzipSync(bytes))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    expect(own).toHaveLength(itemCount);
    lines.push(...own);
  }
  expect(lines).toHaveLength(summary.itemCount);
  expect(lines).toHaveLength(description?.ItemCount ?? -1);
  return lines;
};

const numbers = (lines: readonly Line[]) =>
  lines.map(({ Item, NewImage }) => Number((Item ?? NewImage)?.['n']?.N)).sort((a, b) => a - b);

describe('An export of the whole table', () => {
  it('holds every item as it is stored, in files that their manifest counts and sums', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => put(n, { text: '字'.repeat(n) })));

    const lines = await read();

    expect(numbers(lines)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(lines.find(({ Item }) => Item?.['n']?.N === '3')?.Item).toEqual({
      pk: { S: 'p3' },
      sk: { S: 'A' },
      n: { N: '3' },
      text: { S: '字字字' },
    });
  });

  it('shows one moment although writes go on: of a pair that is always changed together never one half', async () => {
    const change = (n: number) =>
      documents.send(
        new TransactWriteCommand({
          TransactItems: ['left', 'right'].map((pk) => ({
            Put: { TableName: 'desk', Item: { pk, sk: 'A', n } },
          })),
        }),
      );
    await Promise.all(Array.from({ length: 400 }, (_, n) => put(n)));
    await change(0);
    let writing = true;
    const writes = (async () => {
      for (let n = 1; writing; n += 1)
        await Promise.all([change(n), put(n % 400, { again: n }), put(1000 + n)]);
    })();
    for (let round = 0; round < 5; round += 1) {
      clock.advance(1000);
      const lines = await read({ S3Prefix: `round-${round}` });
      const pair = lines.filter(({ Item }) => ['left', 'right'].includes(Item?.['pk']?.S ?? ''));
      expect(pair).toHaveLength(2);
      expect(pair[0]?.Item?.['n']).toEqual(pair[1]?.Item?.['n']);
      expect(lines.length).toBeGreaterThanOrEqual(402);
    }
    writing = false;
    await writes;
  });

  it('is begun once for each client token, and refused when the token comes with something else', async () => {
    await put(1);
    const first = await begin({ ClientToken: 'token-1' });
    const second = await begin({ ClientToken: 'token-1' });

    expect(second.ExportDescription?.ExportArn).toBe(first.ExportDescription?.ExportArn);
    await expect(begin({ ClientToken: 'token-1', S3Prefix: 'two' })).rejects.toMatchObject({
      name: 'ExportConflictException',
    });
    clock.advance(8 * HOUR + 1);
    const later = await begin({ ClientToken: 'token-1' });
    expect(later.ExportDescription?.ExportArn).not.toBe(first.ExportDescription?.ExportArn);
  });

  it('survives a restart, and one that was under way has failed', async () => {
    await put(1);
    const arn = (await begin()).ExportDescription?.ExportArn;
    await finished(arn);
    await stop();
    await open();

    expect((await describeOf(arn))?.ExportStatus).toBe('COMPLETED');
    const listed = await client.send(new ListExportsCommand({ TableArn: TABLE_ARN }));
    expect(listed.ExportSummaries).toEqual([
      { ExportArn: arn, ExportStatus: 'COMPLETED', ExportType: 'FULL_EXPORT' },
    ]);
  });
});

describe('An incremental export', () => {
  it('holds the last state of what was changed since, its time, and what is gone by its key', async () => {
    await Promise.all([put(1), put(2), put(3)]);
    clock.advance(HOUR);
    const from = clock.now();
    clock.advance(MINUTE);
    await put(2, { again: true });
    await put(4);
    clock.advance(MINUTE);
    await documents.send(new DeleteCommand({ TableName: 'desk', Key: { pk: 'p3', sk: 'A' } }));
    await documents.send(
      new UpdateCommand({
        TableName: 'desk',
        Key: { pk: 'p4', sk: 'A' },
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': 'y' },
      }),
    );
    clock.advance(HOUR);

    const lines = await read(since(from));

    const byKey = Object.fromEntries(lines.map((line) => [line.Keys?.['pk']?.S, line]));
    expect(Object.keys(byKey).sort()).toEqual(['p2', 'p3', 'p4']);
    expect(byKey['p3']).toEqual({
      Metadata: { WriteTimestampMicros: { N: String((from + 2 * MINUTE) * 1000) } },
      Keys: { pk: { S: 'p3' }, sk: { S: 'A' } },
    });
    expect(byKey['p4']?.NewImage).toMatchObject({ n: { N: '4' }, x: { S: 'y' } });
    expect(byKey['p2']?.Metadata?.WriteTimestampMicros.N).toBe(String((from + MINUTE) * 1000));
  });

  it('with a full one before it makes the table, whatever happens between the two', async () => {
    clock.advance(HOUR);
    let writing = true;
    const writes = (async () => {
      for (let n = 0; writing; n += 1) {
        await put(n % 200, { round: n });
        if (n % 7 === 0)
          await documents.send(new DeleteCommand({ TableName: 'desk', Key: { pk: `p${n % 13}`, sk: 'A' } }));
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const full = await finished((await begin()).ExportDescription?.ExportArn);
    await new Promise((resolve) => setTimeout(resolve, 100));
    writing = false;
    await writes;
    clock.advance(20 * MINUTE);
    const table = new Map<string | undefined, unknown>();
    for (const { Item } of await linesOf(full)) table.set(Item?.['pk']?.S, Item);
    const mark = full?.ExportTime?.getTime() ?? 0;
    for (const { Keys, NewImage } of await read({ ...since(mark), S3Prefix: 'two' }))
      if (NewImage === undefined) table.delete(Keys?.['pk']?.S);
      else table.set(Keys?.['pk']?.S, NewImage);

    const now = await read({ S3Prefix: 'three' });
    expect(Object.fromEntries(table)).toEqual(
      Object.fromEntries(now.map(({ Item }) => [Item?.['pk']?.S, Item])),
    );
  });

  it('is refused with a window that is too short, too long or before what is known', async () => {
    clock.advance(48 * HOUR);
    const refused = (from: number) =>
      expect(begin(since(from))).rejects.toMatchObject({ name: 'InvalidExportTimeException' });

    await refused(clock.now() - 14 * MINUTE);
    await refused(clock.now() - 25 * HOUR);
    await refused(clock.now() - 49 * HOUR);
    await expect(begin(since(clock.now() - HOUR))).resolves.toBeDefined();
  });
});

describe('Point-in-time recovery', () => {
  const earliest = async () =>
    (
      await client.send(new DescribeContinuousBackupsCommand({ TableName: 'desk' }))
    ).ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime?.getTime();
  const switchTo = (enabled: boolean) =>
    client.send(
      new UpdateContinuousBackupsCommand({
        TableName: 'desk',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: enabled },
      }),
    );

  it('goes back to when it was switched on, and no more than 35 days', async () => {
    const began = clock.now();
    expect(await earliest()).toBe(began);
    clock.advance(40 * 24 * HOUR);
    expect(await earliest()).toBe(began + 5 * 24 * HOUR);
  });

  it('forgets what was before when it is switched off and on again', async () => {
    clock.advance(HOUR);
    await switchTo(false);
    await expect(begin()).rejects.toMatchObject({ name: 'PointInTimeRecoveryUnavailableException' });
    clock.advance(HOUR);
    await switchTo(true);
    clock.advance(HOUR);

    await expect(begin(since(clock.now() - 61 * MINUTE))).rejects.toMatchObject({
      name: 'InvalidExportTimeException',
    });
    await expect(begin(since(clock.now() - 59 * MINUTE))).resolves.toBeDefined();
  });

  it('begins now for a home from before changes were noted', async () => {
    await stop();
    await rm(home, { recursive: true, force: true });
    await open(false);
    await put(1);
    await stop();
    clock.advance(HOUR);
    await open();

    expect(await earliest()).toBe(clock.now());
    expect(numbers(await read())).toEqual([1]);
  });
});

describe('What cannot be exported', () => {
  it('is refused as AWS does', async () => {
    await expect(begin({ TableArn: TABLE_ARN.replace('desk', 'other') })).rejects.toMatchObject({
      name: 'TableNotFoundException',
    });
    await expect(describeOf(`${TABLE_ARN}/export/none`)).rejects.toMatchObject({
      name: 'ExportNotFoundException',
    });
    await expect(begin({ ExportTime: new Date(clock.now() + 1000) })).rejects.toMatchObject({
      name: 'InvalidExportTimeException',
    });
  });

  it('fails where there is no such bucket, and says so', async () => {
    await put(1);
    const begun = await begin({ S3Bucket: 'nowhere' });

    expect(await finished(begun.ExportDescription?.ExportArn)).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'S3NoSuchBucket',
    });
    expect(await readdir(join(home, 's3'))).toEqual(['snapshots']);
  });
});
