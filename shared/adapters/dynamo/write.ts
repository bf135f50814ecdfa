import { randomInt } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { LostRace } from '#shared/app/ports.ts';
import type { Kind, Records, Write } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Item, ItemKind } from './item-kind.ts';
import { itemKindOf } from './items/index.ts';
import { type Key, keys } from './keys.ts';
import { keyOf } from './read.ts';
import { type Seals, sealsFor } from './seal-writes.ts';
import type { Table } from './table.ts';
import { unknownOf } from './unknown-fields.ts';
import type { DataKeyItem } from './vault/data-key.ts';

type Part = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const conflictTries = 5;
/** A transaction holds no more items. */
const MOST_PARTS = 100;

/** Only a request that replaces many tags and orders of a case while many of its deadlines are told comes here. */
const tooMuch = (): Refusal =>
  new Refusal('invalid_request', {}, [
    { path: '', code: 'too_large', message: 'changes too much at once; send it in parts' },
  ]);

/**
 * Writes all of it or nothing. Refuses with `invalid_request` what has more parts than a transaction holds. Throws `LostRace` with the positions of the refused writes when a condition fails; conflicts with other
 * transactions are repeated here with jitter. The SDK repeats a lost reply under the same token, so that our own write is no conflict.
 */
export const commitWrites = async (table: Table, writes: readonly Write[]): Promise<void> => {
  const seals = await sealsFor(table, writes);
  const parts = [
    ...writes.flatMap((write, position) => partsOf(table, write, seals).map((part) => ({ part, position }))),
    ...seals.made.map(({ item, position }) => ({ part: dataKeyPart(table, item), position })),
  ];
  if (parts.length > MOST_PARTS) throw tooMuch();
  for (let tries = 1; ; tries++) {
    try {
      await table.documents.send(new TransactWriteCommand({ TransactItems: parts.map(({ part }) => part) }));
      seals.done();
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const lost = parts
        .filter((_, n) => reasons[n]?.Code === 'ConditionalCheckFailed')
        .map(({ position }) => position);
      if (lost.length > 0) throw new LostRace([...new Set(lost)]);
      const passing = reasons.some((reason) =>
        /TransactionConflict|Throttling|ProvisionedThroughput/.test(reason.Code ?? ''),
      );
      if (!passing) throw error;
      if (tries >= conflictTries)
        throw Object.assign(new Error('the table stays busy'), { name: 'ThrottlingException' });
      await new Promise((resolve) => setTimeout(resolve, randomInt(10 * 2 ** tries)));
    }
  }
};

const partsOf = (table: Table, write: Write, seals: Seals): Part[] => {
  switch (write.op) {
    case 'remove':
      return [
        { Delete: { TableName: table.name, Key: { ...keyOf(write.ref) }, ...atVersion(write.version) } },
      ];
    case 'expect':
      return [
        {
          ConditionCheck: {
            TableName: table.name,
            Key: { ...keyOf(write.ref) },
            ...versionIs(write.version),
          },
        },
      ];
    case 'owns':
      return [];
    case 'shift':
      return [shiftPart(table, write)];
    case 'forget':
      return [{ Delete: { TableName: dataKeysOf(table), Key: { pk: write.customerId } } }];
    default:
      return putParts(table, write, seals);
  }
};

const dataKeysOf = ({ vault }: Table): string => {
  if (!vault) throw new Error('nobody can be forgotten without data keys');
  return vault.tableName;
};

/** A customer has one key for ever: of two that are made at once, one is refused with all that was to be sealed for it. */
const dataKeyPart = (table: Table, item: DataKeyItem): Part => ({
  Put: {
    TableName: dataKeysOf(table),
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const versionIs = (version: number) => ({
  ConditionExpression: 'ver = :was',
  ExpressionAttributeValues: { ':was': version },
});
const atVersion = (version: number | undefined) => (version === undefined ? {} : versionIs(version));

type Put = Extract<Write, { kind: Kind }>;

const putParts = <K extends Kind>(table: Table, write: Put, seals: Seals): Part[] => {
  const kind = itemKindOf(write.kind) as ItemKind<K>;
  const record = write.record as Records[K];
  const before = write.op === 'update' ? (write.before as Records[K]) : undefined;
  const customerId = kind.sealsFor?.(record);
  const follow = kind.follow?.(record, before, table.shards) ?? { put: [], remove: [] };
  return [
    {
      Put: {
        TableName: table.name,
        Item: seals.sealed(kind, record, itemOf(kind, record, table)),
        ...conditionOf(kind, write.op, record, before),
      },
    },
    ...follow.put.map((item): Part => ({ Put: { TableName: table.name, Item: item } })),
    ...(follow.own ?? []).map(
      (item): Part => ({
        Put: {
          TableName: table.name,
          // It names the same customer: who is known by it alone has somebody to seal for too.
          Item: { ...item, ...(item['id'] === customerId ? seals.beside(customerId) : {}) },
          ...isFreeOr(item['id']),
        },
      }),
    ),
    ...follow.remove.map((key: Key): Part => ({ Delete: { TableName: table.name, Key: { ...key } } })),
  ];
};

const isFreeOr = (id: unknown) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
  ExpressionAttributeValues: { ':id': id },
});

/** The whole item, index keys and all, computed from the record on every write; what is personal in it is not sealed yet. */
export const itemOf = <K extends Kind>(kind: ItemKind<K>, record: Records[K], table: Table): Item => ({
  ...unknownOf(record as object),
  ...kind.key(kind.idOf(record)),
  t: kind.type,
  v: kind.schemaVersion,
  ...(kind.versionOf ? { ver: kind.versionOf(record) } : {}),
  ...kind.toItem(record, table.shards),
});

const conditionOf = <K extends Kind>(
  kind: ItemKind<K>,
  op: Put['op'],
  record: Records[K],
  before: Records[K] | undefined,
) => {
  if (op === 'put') return {};
  if (op === 'create') {
    const replaceable = kind.replaceableAfter?.(record);
    return replaceable === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          // Time to live only cleans up later: an expired record counts as gone by its value.
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
          ExpressionAttributeValues: { ':now': replaceable },
        };
  }
  if (!kind.versionOf || before === undefined)
    throw new Error(`records of type ${kind.type} are not updated`);
  return versionIs(kind.versionOf(before));
};

/** The one partial update: a counter that many transactions touch. It never goes above what the agent can hold. */
export const shiftPart = (table: Table, { userId, by, atMost }: Extract<Write, { op: 'shift' }>): Part => ({
  Update: {
    TableName: table.name,
    Key: { ...keys.load(userId) },
    // `moves` only grows: who has read it and finds it again knows that nothing was given or taken meanwhile.
    UpdateExpression: 'SET #t = :t, #v = :v, userId = :user ADD active :by, moves :one',
    ExpressionAttributeNames: { '#t': 't', '#v': 'v' },
    ...(atMost === undefined
      ? {}
      : { ConditionExpression: 'attribute_not_exists(active) OR active < :most' }),
    ExpressionAttributeValues: {
      ':t': 'load',
      ':v': 1,
      ':user': userId,
      ':by': by,
      ':one': 1,
      ...(atMost === undefined ? {} : { ':most': atMost }),
    },
  },
});
