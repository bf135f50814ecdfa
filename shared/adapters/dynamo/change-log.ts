import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ChangeReader } from '#shared/app/changes/list-changes.ts';
import type { ChangeLog } from '#shared/app/changes/log-changes.ts';
import { changeSchema } from '#shared/domain/changes/change.ts';
import { FEED_LIFE_MS, instantOf, type Logged } from '#shared/domain/changes/feed.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { CHANGE_SHARDS, changeShardOf, everyShard, keys } from './keys.ts';
import type { Table } from './table.ts';

const TYPE = 'change';
/** Readers stop at the end of the life; a day more, so that no line goes while somebody reads there. */
const ttlOf = (at: number): number => Math.ceil((at + FEED_LIFE_MS + days(1)) / 1000);

/** Writes lines of the log of changes: one small item each, of a record always into the same shard. */
export const changeLog = (table: Table): ChangeLog => ({
  put: async (lines) => {
    await Promise.all(
      lines.map(({ sort, at, change }) =>
        table.documents.send(
          new PutCommand({
            TableName: table.name,
            Item: {
              pk: keys.changeShard(changeShardOf(change.entityId)),
              sk: sort,
              t: TYPE,
              v: 1,
              ...change,
              ttl: ttlOf(at),
            },
          }),
        ),
      ),
    );
  },
});

/** Reads all shards of the log side by side. */
export const changeReader = (table: Table): ChangeReader => ({
  read: (after, end, limit) =>
    Promise.all(
      everyShard(CHANGE_SHARDS).map(async (shard) => {
        // The line one stands at comes again, as the range has no open end.
        const most = limit + 1;
        const { Items: items = [], LastEvaluatedKey: last } = await table.documents.send(
          new QueryCommand({
            TableName: table.name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :end',
            ExpressionAttributeValues: { ':pk': keys.changeShard(shard), ':after': after, ':end': end },
            Limit: most,
          }),
        );
        return {
          lines: items.map(lineOf).filter(({ sort }) => sort !== after),
          readTo: last === undefined ? undefined : String(last['sk']),
        };
      }),
    ),
});

const lineOf = (item: Readonly<Record<string, unknown>>): Logged => {
  const sort = String(item['sk']);
  const at = instantOf(sort);
  if (at === undefined) throw new Error('a line of the change log has no instant');
  return { sort, at, change: changeSchema.parse(item) };
};
