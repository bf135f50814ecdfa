import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ruleOf } from '#shared/domain/restores/rules.ts';

export type StoredItem = Record<string, unknown>;

/** A client that reaches past the product, to the embedded table. */
export const pastTheProduct = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/** Everything in a table, as it is stored. */
export const everyItem = async (documents: DynamoDBDocumentClient, table: string): Promise<StoredItem[]> => {
  const items: StoredItem[] = [];
  let start: StoredItem | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
};

/** Takes items away without anybody noticing. */
export const dropItems = async (
  documents: DynamoDBDocumentClient,
  table: string,
  items: readonly StoredItem[],
): Promise<void> => {
  for (let at = 0; at < items.length; at += 25) {
    const Delete = items.slice(at, at + 25).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: Delete } }));
  }
};

const canonical = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(canonical).sort();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, canonical(inner)]),
  );
};

const hashOf = ({ restoredBy: _, ...item }: StoredItem): bigint =>
  BigInt(
    `0x${createHash('sha256')
      .update(JSON.stringify(canonical(item)))
      .digest('hex')}`,
  );

const MODULUS = 2n ** 256n;

/** What follows the mode of a restore; the rest is only ever added to. */
export const restoredOf = (items: readonly StoredItem[]): readonly StoredItem[] =>
  items.filter((item) => ruleOf(item) === 'restored');

/** A digest for each type of record, whatever the order of the items: the sum of the hashes of what is restored. */
export const digestOf = (items: readonly StoredItem[]): Record<string, string> => {
  const sums = new Map<string, { sum: bigint; count: number }>();
  for (const item of items) {
    if (ruleOf(item) === 'never') continue;
    const type = String(item['t'] ?? 'other');
    const { sum, count } = sums.get(type) ?? { sum: 0n, count: 0 };
    sums.set(type, { sum: (sum + hashOf(item)) % MODULUS, count: count + 1 });
  }
  return Object.fromEntries(
    [...sums].sort().map(([type, { sum, count }]) => [type, `${count} ${sum.toString(16)}`]),
  );
};

/** What is counted, by its key: counters that came to nothing count as absent. */
export const countersOf = (items: readonly StoredItem[]): Record<string, unknown> =>
  Object.fromEntries(
    items
      .filter(({ pk, sk }) => /^(?:CNT|SC)#/.test(String(pk)) || sk === 'LOAD')
      .map(({ pk, sk, t: _, v: __, ...counts }): [string, Record<string, unknown>] => [
        `${pk} ${sk}`,
        Object.fromEntries(
          Object.entries(counts)
            // How often a load was moved, and what a recount notes, says nothing of what is counted.
            .filter(([name, n]) => n !== 0 && name !== 'moves' && !name.startsWith('~'))
            .sort(),
        ),
      ])
      .filter(([, counts]) => Object.keys(counts).some((name) => name !== 'userId'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
