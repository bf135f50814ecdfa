import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './support/child.ts';
import { aDesk, clientsFor } from './support/dynamo.ts';

const TableName = 'desk';
const ACCOUNTS = 8;
const ROUNDS = 6;
const LOAD_MS = 350;

describe('the DynamoDB engine killed in the middle of its work', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-crash-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** Moves money between two accounts and notes the move, all in one transaction. */
  const move = (documents: DynamoDBDocumentClient, id: string, n: number) => {
    const account = (which: number, by: number) => ({
      Update: {
        TableName,
        Key: { pk: `account${which % ACCOUNTS}`, sk: 'A' },
        // The index key moves with every transfer: the old row has to go in the same batch.
        UpdateExpression: 'ADD balance :by SET g1pk = :list, g1sk = :id, g2pk = :list, g2sk = :n',
        ExpressionAttributeValues: { ':by': by, ':list': `list${n % 3}`, ':id': id, ':n': n },
      },
    });
    const note = { Put: { TableName, Item: { pk: id, sk: 'N', g1pk: 'notes', g1sk: id } } };
    return documents.send(
      new TransactWriteCommand({ TransactItems: [account(n, -1), account(n + 1, 1), note] }),
    );
  };

  const scan = async (documents: DynamoDBDocumentClient, IndexName?: string) => {
    const items: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(new ScanCommand({ TableName, IndexName, ExclusiveStartKey: start }));
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };

  const text = (items: Record<string, unknown>[]) =>
    items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();

  it('loses nothing it acknowledged, and its indexes and stream equal its table', async () => {
    const acknowledged: string[] = [];
    const setUp = await aDesk({ dir });
    for (let n = 0; n < ACCOUNTS; n += 1)
      await setUp.documents.send(
        new PutCommand({ TableName, Item: { pk: `account${n}`, sk: 'A', balance: 100 } }),
      );
    await setUp.close();

    for (let round = 0; round < ROUNDS; round += 1) {
      const child = await startChild('dynamo-child.ts', dir);
      const { client, documents } = clientsFor(child.url);
      let running = true;
      const workers = Array.from({ length: 8 }, async (_, worker) => {
        for (let n = 0; running; n += 1) {
          const id = `move-${round}-${worker}-${n}`;
          const done = await move(documents, id, worker + n).then(
            () => true,
            () => false,
          );
          if (done) acknowledged.push(id);
        }
      });
      await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
      await child.kill();
      running = false;
      await Promise.all(workers);
      client.destroy();
    }

    const after = await aDesk({ dir });
    const items = await scan(after.documents);
    const balance = items.reduce((sum, item) => sum + Number(item['balance'] ?? 0), 0);
    const notes = new Set(items.filter((item) => item['sk'] === 'N').map((item) => item['pk']));
    const indexed = await scan(after.documents, 'all');
    const carded = await scan(after.documents, 'card');
    const records = await after.engine.readStream(TableName, undefined, 1_000_000);
    await after.close();

    expect(acknowledged.length).toBeGreaterThan(100);
    expect(balance).toBe(ACCOUNTS * 100);
    expect(acknowledged.filter((id) => !notes.has(id))).toEqual([]);
    expect(text(indexed)).toEqual(text(items.filter((item) => item['g1pk'] !== undefined)));
    expect(carded).toHaveLength(items.filter((item) => item['g2pk'] !== undefined).length);
    const noted = records
      .filter((record) => record.keys['sk']?.S === 'N')
      .map((record) => record.keys['pk']?.S);
    expect(noted.sort()).toEqual([...notes].sort());
    expect(records.map((record) => record.sequenceNumber)).toEqual(
      [...new Set(records.map((record) => record.sequenceNumber))].sort(),
    );
  });

  it('opens again after being killed at once', async () => {
    const child = await startChild('dynamo-child.ts', dir);
    const { client, documents } = clientsFor(child.url);
    await documents.send(new PutCommand({ TableName, Item: { pk: 'only', sk: 'A' } }));
    await child.kill();
    client.destroy();

    const after = await aDesk({ dir });
    const { Responses } = await after.documents.send(
      new BatchGetCommand({ RequestItems: { desk: { Keys: [{ pk: 'only', sk: 'A' }] } } }),
    );
    await after.close();

    expect(Responses?.['desk']).toHaveLength(1);
  });
});
