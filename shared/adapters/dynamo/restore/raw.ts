import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { StoredItem, StoredValue } from '#shared/domain/snapshots/line.ts';
import { fetchItems } from '../fetch.ts';
import type { Table } from '../table.ts';

/** The attribute that says which restore has written an item; readers don't see it, the next write takes it away. */
export const RESTORED_BY = 'restoredBy';

export type TransactionPart = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Bytes stand in exports as base64 (DynamoDB JSON). */
const bytesOf = (text: unknown): Uint8Array => new Uint8Array(Buffer.from(String(text), 'base64'));

const wireValue = (value: StoredValue): StoredValue => {
  const [[type = '', content] = []] = Object.entries(value);
  switch (type) {
    case 'B':
      return { B: bytesOf(content) };
    case 'BS':
      return { BS: (content as readonly unknown[]).map(bytesOf) };
    case 'L':
      return { L: (content as readonly StoredValue[]).map(wireValue) };
    case 'M':
      return {
        M: Object.fromEntries(
          Object.entries(content as StoredItem).map(([name, inner]) => [name, wireValue(inner)]),
        ),
      };
    default:
      return value;
  }
};

/** An exported item as plain values. */
export const plainItem = (item: StoredItem): Stored =>
  unmarshall(
    Object.fromEntries(
      // Each is one of the spellings that the database knows, or reading it throws.
      Object.entries(item).map(([name, value]) => [name, wireValue(value) as unknown as AttributeValue]),
    ),
  );

export const nameOf = ({ pk, sk }: ItemKey): string => `${pk}\n${sk}`;
export const keyOfItem = (item: Stored): ItemKey => ({ pk: String(item['pk']), sk: String(item['sk']) });

/** Items by their keys, as they lie there, strongly consistent. */
export const rawItems = async (table: Table, wanted: readonly ItemKey[]): Promise<Map<string, Stored>> => {
  const unique = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  const { items } = await fetchItems({ ...table, vault: undefined }, unique, [], true);
  return new Map(items.map((item) => [nameOf(keyOfItem(item)), item]));
};

const unmarked = ({ [RESTORED_BY]: _, ...item }: Stored): Stored => item;

/** Whether two items are alike but for who restored them. */
export const isSameItem = (a: Stored, b: Stored): boolean => isDeepStrictEqual(unmarked(a), unmarked(b));

/** As the item was when it was read: absent, or at its version and of the same origin. */
export const conditionOn = (live: Stored | undefined) => {
  if (live === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const [ver, by] = [live['ver'], live[RESTORED_BY]];
  const parts = [
    'attribute_exists(pk)',
    ver === undefined ? 'attribute_not_exists(ver)' : 'ver = :ver',
    by === undefined ? `attribute_not_exists(${RESTORED_BY})` : `${RESTORED_BY} = :by`,
  ];
  const values = {
    ...(ver === undefined ? {} : { ':ver': ver }),
    ...(by === undefined ? {} : { ':by': by }),
  };
  return {
    ConditionExpression: parts.join(' AND '),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
};

/** Whether a write went through its condition. */
export const unlessLost = async (write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** `false` when somebody was quicker. */
export const putRaw = (table: Table, item: Stored, live: Stored | undefined): Promise<boolean> =>
  unlessLost(() =>
    table.documents.send(new PutCommand({ TableName: table.name, Item: { ...item }, ...conditionOn(live) })),
  );

export const deleteRaw = (table: Table, live: Stored): Promise<boolean> =>
  unlessLost(() =>
    table.documents.send(
      new DeleteCommand({ TableName: table.name, Key: { ...keyOfItem(live) }, ...conditionOn(live) }),
    ),
  );

export const putPart = (table: Table, item: Stored, live: Stored | undefined): TransactionPart => ({
  Put: { TableName: table.name, Item: { ...item }, ...conditionOn(live) },
});
export const deletePart = (table: Table, live: Stored): TransactionPart => ({
  Delete: { TableName: table.name, Key: { ...keyOfItem(live) }, ...conditionOn(live) },
});

const TRIES = 8;

/** `false` when a condition failed; conflicts with other transactions are repeated. */
export const transactRaw = async (table: Table, parts: readonly TransactionPart[]): Promise<boolean> => {
  for (let tries = 1; ; tries++) {
    try {
      await table.documents.send(new TransactWriteCommand({ TransactItems: [...parts] }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return false;
      if (tries >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries));
    }
  }
};

/** Runs a bounded number at once. */
export const eachOf = async <T>(
  all: readonly T[],
  atOnce: number,
  run: (one: T) => Promise<void>,
): Promise<void> => {
  const rest = all[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const one of rest) await run(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
};
