import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DueTimer, Timers } from '#shared/app/sweep/sweep.ts';
import { everyShard, indexes, keys, type TimerFamily } from './keys.ts';
import { queryPage } from './read.ts';
import type { Table } from './table.ts';

const watermarksSchema = z.object({
  version: z.int(),
  sweeps: z.int(),
  upTo: z.record(z.string(), z.string()),
});

/** The timers of one family, kept in index g5 by shard and instant. */
export const dynamoTimers = (table: Table, family: TimerFamily): Timers => ({
  shards: everyShard(table.shards.timers),

  async watermarks() {
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.name, Key: { ...keys.sweep(family) }, ConsistentRead: true }),
    );
    return Item ? watermarksSchema.parse(Item) : undefined;
  },

  async *due(shard, from, to) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await queryPage(table, {
        IndexName: 'gsi5',
        KeyConditionExpression: 'g5pk = :pk AND g5sk BETWEEN :from AND :to',
        // An entry's key goes on after its instant with `#<id>`, so that the bound must end behind it.
        ExpressionAttributeValues: { ':pk': indexes.timers(family, shard), ':from': from, ':to': `${to}#~` },
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      yield page.items.map((item): DueTimer => {
        const [timerAt = '', id = ''] = String(item['g5sk']).split('#');
        return { id, timerAt };
      });
      start = page.last;
    } while (start);
  },

  async keep(next) {
    try {
      await table.documents.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...keys.sweep(family), t: 'sweep', v: 1, ...next },
          ConditionExpression: 'attribute_not_exists(pk) OR version = :was',
          ExpressionAttributeValues: { ':was': next.version - 1 },
        }),
      );
      return true;
    } catch (error) {
      // Two sweeps ran at once; the other one has kept its marks, and both have sent what was due.
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});
