import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SealedTrail, StoredRecord } from '#shared/app/audit/trail.ts';
import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { dayMarkSchema } from '#shared/domain/audit/day-digest.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';
import { type Seal, sealSchema } from '#shared/domain/audit/seal.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { days, type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Item } from '../dynamo/item-kind.ts';
import { auditItem } from '../dynamo/items/audit.ts';
import { AUDIT_SHARDS, everyShard, type Key, keys } from '../dynamo/keys.ts';
import { queryPage } from '../dynamo/read.ts';
import type { Table } from '../dynamo/table.ts';

/** Seals outlive the records they are about. */
const SEAL_LIFE_MS = AUDIT_LIFE_MS + days(30);

const base = (at: Instant): string => `aud_${ulid(Math.max(0, at), new Uint8Array(10))}`;

const storedRecord = (item: Item): StoredRecord => ({
  id: String(item['sk']),
  content: item,
  read() {
    try {
      const event = auditItem.fromItem(item);
      const { pk, sk } = auditItem.key([event.id]);
      return pk === item['pk'] && sk === item['sk'] ? event : undefined;
    } catch {
      // Somebody has written what is no audit record; who checks the trail says so.
      return undefined;
    }
  },
});

type Range = { readonly pk: string; readonly from: string; readonly to: string };

/** Items of a partition between two sort keys, both included, page by page. */
async function* pages(table: Table, { pk, from, to }: Range): AsyncGenerator<Item[]> {
  let start: Item | undefined;
  do {
    const page = await queryPage(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    if (page.items.length > 0) yield page.items;
    start = page.last;
  } while (start);
}

/** The last item of a partition whose sort key is not beyond this one. */
const lastUpTo = async (table: Table, { pk, sk }: Key): Promise<Item | undefined> => {
  const { items } = await queryPage(table, {
    KeyConditionExpression: 'pk = :pk AND sk <= :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: 1,
  });
  return items[0];
};

const putIfAbsent = async (table: Table, item: Item): Promise<void> => {
  try {
    await table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    // Another run was first, with the same: both take it from the locked object.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** A seal as it is kept; one that cannot be read any more comes back as what it is, and fails every check. */
const sealOf = (item: Item): Seal => {
  const from = Date.parse(String(item['sk']));
  const read = sealSchema.safeParse(item);
  if (read.success && read.data.from === from) return read.data;
  return {
    shard: String(item['pk']).slice('AUS#'.length),
    from,
    to: from,
    count: 0,
    root: '',
    previous: null,
    suspects: [],
    hash: '',
  };
};

/** The audit trail in the table, with its seals there and in the locked bucket. */
export const sealedTrail = (
  table: Table,
  digest: Digest,
  objects: Pick<SealedTrail, 'locked' | 'lock'>,
): SealedTrail => ({
  ...objects,
  shards: everyShard(AUDIT_SHARDS),
  digest,
  hash: (text) => createHash('sha256').update(text).digest('base64url'),

  async *records(shard, from, to) {
    if (from >= to) return;
    const range = { pk: keys.auditShard(shard), from: base(from), to: base(to) };
    for await (const items of pages(table, range)) {
      yield items.filter(({ sk }) => sk !== range.to).map(storedRecord);
    }
  },

  async sealAt(shard, at) {
    const item = at < 0 ? undefined : await lastUpTo(table, keys.auditSeal(shard, iso(at)));
    return item && sealOf(item);
  },

  async *sealsFrom(shard, from) {
    const { pk, sk } = keys.auditSeal(shard, iso(from));
    for await (const items of pages(table, { pk, from: sk, to: '~' })) yield items.map(sealOf);
  },

  keepSeal: (seal) =>
    putIfAbsent(table, {
      ...keys.auditSeal(seal.shard, iso(seal.from)),
      t: 'auditSeal',
      v: 1,
      ...seal,
      ttl: Math.ceil((seal.to + SEAL_LIFE_MS) / 1000),
    }),

  async *daysFrom(day) {
    const { pk, sk } = keys.auditDigest(day);
    for await (const items of pages(table, { pk, from: sk, to: '~' }))
      yield items.map((item) => dayMarkSchema.parse(item['mark']));
  },

  async lastDay(upTo) {
    const item = await lastUpTo(table, keys.auditDigest(upTo));
    return item && dayMarkSchema.parse(item['mark']);
  },

  keepDay: (mark) =>
    putIfAbsent(table, {
      ...keys.auditDigest(mark.day),
      t: 'auditDigest',
      v: 1,
      mark,
      ttl: Math.ceil((Date.parse(mark.day) + SEAL_LIFE_MS) / 1000),
    }),
});
