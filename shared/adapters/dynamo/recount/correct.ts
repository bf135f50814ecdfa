import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { LOCK } from '#shared/app/restores/lock.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import { keys } from '../keys.ts';
import { keyOf } from '../read.ts';
import { keyOfItem, type TransactionPart } from '../restore/raw.ts';
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
  await updateWhileStanding(table, mark, addition(table, mark, difference));
};

type Update = NonNullable<TransactionPart['Update']>;

/** Leaves the item as it is where the update's own condition fails. */
const updateWhileStanding = async (table: Table, mark: Mark, update: Update): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await table.documents.send(
        new TransactWriteCommand({ TransactItems: [...standing(table, mark), { Update: update }] }),
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

/**
 * Takes away what earlier recounts left on an item. A newer one may have begun, which needs what is left to it: throws `RecountDisturbed`
 * then.
 */
export const tidy = async (table: Table, item: Stored, mark: Mark): Promise<void> => {
  const names = leftBehind(item, mark.id);
  if (names.length === 0) return;
  const Key: ItemKey = keyOfItem(item);
  await updateWhileStanding(table, mark, {
    TableName: table.name,
    Key: { ...Key },
    UpdateExpression: `REMOVE ${names.map((_, n) => `#a${n}`).join(', ')}`,
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#a${n}`, name])),
  });
};
