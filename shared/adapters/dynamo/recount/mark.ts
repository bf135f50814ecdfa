import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../keys.ts';
import { unlessLost } from '../restore/raw.ts';
import type { Table } from '../table.ts';

/**
 * How counters are counted again while they are added to. Who counts, and finds the mark of a recount, writes each addition twice in its
 * one transaction: to the counter, and beside it under a name of that recount; and the same with the note of the facts that were counted.
 * So a counter without its additions of since, and the facts without those of since, are what they were when the recount began, however
 * much is counted meanwhile, and whatever is read first.
 */
export type Mark = { readonly id: string; readonly begunAt: number };

const TAG = '~';

/** Attributes of a recount; nobody else reads them, and the next recount takes them away. */
export const isTag = (name: string): boolean => name.startsWith(TAG);
/** On the note of a case: the facts that were counted since. On a counter: it was put right. */
export const sinceOf = (recountId: string): string => `${TAG}${recountId}`;
/** On a counter: what was added since, beside the count of that name. */
export const taggedName = (recountId: string, name: string): string => `${TAG}${recountId}.${name}`;

/** The mark that is there. Read consistently: a batch that begins after it was put knows of it. */
export const readMark = async (table: Table): Promise<Mark | undefined> => {
  const { Item: item } = await table.documents.send(
    new GetCommand({ TableName: table.name, Key: { ...keys.recount() }, ConsistentRead: true }),
  );
  return item && { id: String(item['id']), begunAt: Number(item['begunAt']) };
};

export const recountUnderWay = async (table: Table): Promise<string | undefined> =>
  (await readMark(table))?.id;

/** Puts a mark in the place of `before`, or where none is; `false` when somebody else was quicker. */
export const putMark = (table: Table, mark: Mark, before: Mark | undefined): Promise<boolean> =>
  unlessLost(() =>
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.recount(), t: 'recount', v: 1, ...mark },
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'id = :was', ExpressionAttributeValues: { ':was': before.id } }),
      }),
    ),
  );

/** Takes the mark away, unless it is another one by now. */
export const removeMark = async (table: Table, { id }: Mark): Promise<void> => {
  await unlessLost(() =>
    table.documents.send(
      new DeleteCommand({
        TableName: table.name,
        Key: { ...keys.recount() },
        ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
        ExpressionAttributeValues: { ':id': id },
      }),
    ),
  );
};
