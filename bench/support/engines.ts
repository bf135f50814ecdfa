import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDynamoEngine } from '#local/engines/dynamodb/engine.ts';
import type { CreateTableInput } from '#local/engines/dynamodb/types.ts';
import { createS3Engine } from '#local/engines/s3/engine.ts';

export const SNAPSHOTS = 'kefu-bench-snapshots';
const REGION = 'eu-central-1';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench-secret' };

type Urls = { readonly dynamo: string; readonly s3: string };
/** The database and the storage of files, without the rest of the system. */
export type Engines = { readonly urls: Urls; readonly close: () => Promise<void> };

const listening = async (engine: { handle: (req: IncomingMessage, res: ServerResponse) => void }) => {
  const server = createServer((request, response) => engine.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** Engines on a folder with these tables and an empty bucket of snapshots, or with what an earlier process left there. */
export const openEngines = async (home: string, tables: readonly CreateTableInput[]): Promise<Engines> => {
  const s3 = await createS3Engine({
    ...{ dir: join(home, 's3'), now: Date.now, region: REGION },
    credentials: () => credentials.secretAccessKey,
  });
  await s3.ensureBucket(SNAPSHOTS);
  const engine = await createDynamoEngine({
    ...{ dir: join(home, 'dynamodb'), now: Date.now, exportTarget: s3.writer },
  });
  for (const table of tables) await engine.ensureTable(table, 'ttl');
  const [dynamo, files] = await Promise.all([listening(engine), listening(s3)]);
  return {
    urls: { dynamo: dynamo.url, s3: files.url },
    close: async (): Promise<void> => {
      for (const { server } of [dynamo, files]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await engine.close();
      await s3.close();
    },
  };
};

const run = promisify(execFile);

/** A heap as small as a function's with the least memory: what is kept shows, and garbage that nobody had to collect does not. */
const HEAP = ['--max-old-space-size=96', '--max-semi-space-size=8'];

/** Runs a step of a script beside this one in a process of its own, as a function is, so that its memory is its own; what it prints, as JSON. */
export const inProcess = async <T>(
  { urls }: Engines,
  script: string,
  step: string,
  table: string,
  env: Readonly<Record<string, string>> = {},
): Promise<T> => {
  const { stdout } = await run(process.execPath, [...HEAP, join(import.meta.dirname, script), step], {
    env: {
      ...{ PATH: process.env['PATH'], AWS_REGION: REGION, AWS_ACCESS_KEY_ID: credentials.accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey, POWERTOOLS_METRICS_DISABLED: 'true' },
      ...{ AWS_ENDPOINT_URL_DYNAMODB: urls.dynamo, AWS_ENDPOINT_URL_S3: urls.s3 },
      ...{ TABLE_NAME: table, TABLE_ARN: `arn:aws:dynamodb:${REGION}:000000000000:table/${table}` },
      ...{ SHARDS_TEAM: '1', SHARDS_ALL: '1', SHARDS_TIMERS: '1', SNAPSHOTS_BUCKET: SNAPSHOTS },
      ...env,
    },
  });
  return JSON.parse(stdout) as T;
};
