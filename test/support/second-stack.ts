import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_SECRET_KEY } from '#local/lambda/variables.ts';
import { openStore } from '#local/state/store.ts';
import { sampleStaff } from '../../scripts/sample-staff.ts';
import { startStack } from '../../scripts/stack.ts';
import { clientOf, type Journey } from './local-stack.ts';
import { watchRights } from './rights.ts';
import { filesOf, snapshotsBucket } from './snapshot-files.ts';
import { everyItem, pastTheProduct } from './stored-items.ts';

const DATA_KEYS = 'kefu-dev-data-keys';
const SECRET = 'secret/kefu-dev-keys';
const AT_ONCE = 25;

/**
 * A second system beside a journey's, as after the loss of everything but what is kept elsewhere: the root secret, the bucket of snapshots
 * and the table of data keys. What ships with the product is there, one administrator, and nothing else.
 */
export const startSecond = async (first: Journey, snapshotIds: readonly string[]): Promise<Journey> => {
  const home = await mkdtemp(join(tmpdir(), 'kefu-second-'));
  copySecret(first.home, home);
  // The sample people are not added: one administrator is, as an operator does at the first deployment.
  writeFileSync(join(home, 'sample-staff.done'), '');
  const now = first.stack.clock.now();
  const { stack } = await startStack({ manual: true, quiet: true, port: 0, home, limits: false, now });
  const { refused } = watchRights(stack);
  const admin = sampleStaff.find(({ username }) => username === 'admin');
  if (!admin) throw new Error('there is no administrator among the sample staff');
  const { username: _, ...person } = admin;
  await stack.invoke('bootstrap', { action: 'addStaff', staff: [person], customers: [] });
  const second: Journey = {
    ...{ stack, home, refused },
    ...clientOf(stack),
    close: async () => {
      await stack.close();
      rmSync(home, { recursive: true, force: true });
      if (refused().length > 0) throw new Error(`AWS would refuse: ${refused().join('; ')}`);
    },
  };
  await copyFiles(first, second, snapshotIds);
  const [from, to] = [first, second].map((one) => pastTheProduct(one.stack.enginesAddress));
  if (from && to) await copyItems(from, to, DATA_KEYS);
  from?.destroy();
  to?.destroy();
  await second.drain();
  return second;
};

const copySecret = (from: string, to: string): void => {
  const read = new DatabaseSync(join(from, 'state', 'runtime.db'), { readOnly: true });
  const row = read.prepare('SELECT value FROM entries WHERE key = ?').get(SECRET);
  read.close();
  mkdirSync(join(to, 'state'), { recursive: true });
  const store = openStore(join(to, 'state', 'runtime.db'));
  store.set(SECRET, JSON.parse(String(row?.['value'])));
  store.close();
};

const copyFiles = async (from: Journey, to: Journey, snapshotIds: readonly string[]): Promise<void> => {
  const s3 = new S3Client({
    endpoint: to.stack.enginesAddress,
    region: 'eu-central-1',
    forcePathStyle: true,
    systemClockOffset: to.stack.clock.now() - Date.now(),
    credentials: { accessKeyId: 'local', secretAccessKey: LOCAL_SECRET_KEY },
  });
  const Bucket = readdirSync(join(to.home, 's3')).find((name) => name.includes('snapshots')) ?? '';
  for (const { key, bytes } of snapshotIds.flatMap((id) => filesOf(snapshotsBucket(from.home), id)))
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bytes }));
  s3.destroy();
};

/** Everything of a table into the one of the same name. */
const copyItems = async (
  from: DynamoDBDocumentClient,
  to: DynamoDBDocumentClient,
  table: string,
): Promise<void> => {
  const items = await everyItem(from, table);
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const puts = items.slice(at, at + AT_ONCE).map((Item) => ({ PutRequest: { Item } }));
    await to.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  }
};
