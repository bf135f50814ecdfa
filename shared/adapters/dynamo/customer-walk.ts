import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Walks } from '#shared/app/customers/review-all.ts';
import { everyShard, indexes, keys } from './keys.ts';
import { queryPage } from './read.ts';
import type { Table } from './table.ts';

const walkSchema = z.object({
  version: z.int(),
  rules: z.string(),
  upTo: z.record(z.string(), z.string()),
  done: z.array(z.string()),
});

const KEY = keys.sweep('customer-walk');

/** Active customers in index g2 by shard and creation; how far the walk has come lies with the marks of the sweeps. */
export const dynamoWalks = (table: Table): Walks => ({
  shards: everyShard(table.shards.all),

  async *pages(shard, after) {
    let from = after;
    for (;;) {
      const { items } = await queryPage(table, {
        IndexName: 'gsi2',
        KeyConditionExpression: from === undefined ? 'g2pk = :pk' : 'g2pk = :pk AND g2sk > :from',
        ExpressionAttributeValues: {
          ':pk': indexes.customers('active', shard),
          ...(from === undefined ? {} : { ':from': from }),
        },
        Limit: 1000,
      });
      const entries = items.map((item) => String(item['g2sk']));
      const last = entries.at(-1);
      if (last === undefined) return;
      yield { ids: entries.map((entry) => entry.split('#')[1] ?? ''), upTo: last };
      from = last;
    }
  },

  async last() {
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.name, Key: { ...KEY }, ConsistentRead: true }),
    );
    return Item ? walkSchema.parse(Item) : undefined;
  },

  async keep(walk) {
    try {
      await table.documents.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...KEY, t: 'walk', v: 1, ...walk },
          ConditionExpression: 'attribute_not_exists(pk) OR version = :was',
          ExpressionAttributeValues: { ':was': walk.version - 1 },
        }),
      );
      return true;
    } catch (error) {
      // Two walks ran at once; the other one has kept how far it came, and messages that come twice do nothing.
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});
