import type { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { commitWrites } from '#shared/adapters/dynamo/write.ts';
import type { Write } from '#shared/app/records.ts';
import type { TableItem } from './fill.ts';

/**
 * The items that the product would leave in its tables for these writes, indexes, seals, data keys and all. Nothing is read or sent: only
 * for what is new, with everything in it that has to be known.
 */
export const itemsWritten = async (
  table: Omit<Table, 'documents'>,
  writes: readonly Write[],
): Promise<readonly TableItem[]> => {
  const items: TableItem[] = [];
  const documents = {
    send: ({ input }: TransactWriteCommand): Promise<object> => {
      for (const { Put } of input.TransactItems ?? []) {
        if (Put?.TableName === undefined || Put.Item === undefined)
          throw new Error('only new items can be taken');
        items.push({ table: Put.TableName, item: Put.Item });
      }
      return Promise.resolve({});
    },
  };
  await commitWrites({ ...table, documents: documents as unknown as DynamoDBDocumentClient }, writes);
  return items;
};
