import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LOCK } from '#shared/app/restores/lock.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import { keys } from '../keys.ts';
import { keyOf } from '../read.ts';
import { keyOfItem, unlessLost } from '../restore/raw.ts';
import type { Table } from '../table.ts';
import { type Mark, sinceOf } from './mark.ts';
import { type Difference, leftBehind } from './tally.ts';

/** Another recount, or a restore, has begun: what was counted says nothing any more. */
export class RecountDisturbed extends Error {
  override readonly name = 'RecountDisturbed';
}

const TRIES = 8;

/**
 * Adds what is missing to a counter, whatever is added to it meanwhile: the difference stays the same. Only once for a recount, and only
 * while that recount is the one at work. Throws `RecountDisturbed` where it is not.
 */
export const putRight = async (table: Table, mark: Mark, difference: Difference): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await table.documents.send(
        new TransactWriteCommand({
          TransactItems: [...standing(table, mark), { Update: addition(table, mark, difference) }],
        }),
      );
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [isOurs, isFree, isNew] = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if ([isOurs, isFree].includes('ConditionalCheckFailed')) throw new RecountDisturbed();
      if (isNew === 'ConditionalCheckFailed') return;
      if (tries >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries));
    }
  }
};

/** What a transaction asks that may only go through while this recount is the one at work, and no restore is. */
export const standing = (table: Table, { id }: Mark) => [
  {
    ConditionCheck: {
      TableName: table.name,
      Key: { ...keys.recount() },
      ConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': id },
    },
  },
  {
    ConditionCheck: {
      TableName: table.name,
      Key: { ...keyOf(LOCK) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
];

const addition = (table: Table, { id }: Mark, { key, type, add }: Difference) => {
  const named = Object.entries(add);
  return {
    TableName: table.name,
    Key: { ...key },
    UpdateExpression: `SET #t = :t, #v = :v, #done = :done ADD ${named.map((_, n) => `#c${n} :c${n}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#done)',
    ExpressionAttributeNames: {
      '#t': 't',
      '#v': 'v',
      '#done': sinceOf(id),
      ...Object.fromEntries(named.map(([name], n) => [`#c${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':t': type,
      ':v': 1,
      ':done': true,
      ...Object.fromEntries(named.map(([, n], at) => [`:c${at}`, n])),
    },
  };
};

/** Takes away what earlier recounts left on an item. */
export const tidy = async (table: Table, item: Stored, recountId: string): Promise<void> => {
  const names = leftBehind(item, recountId);
  if (names.length === 0) return;
  const Key: ItemKey = keyOfItem(item);
  await unlessLost(() =>
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...Key },
        UpdateExpression: `REMOVE ${names.map((_, n) => `#a${n}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#a${n}`, name])),
      }),
    ),
  );
};
