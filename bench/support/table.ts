import { BatchWriteItemCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemKindOf } from '#shared/adapters/dynamo/items/index.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { itemOf } from '#shared/adapters/dynamo/write.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { inLanes } from './lanes.ts';
import type { System } from './system.ts';

/** DynamoDB takes so many items in one batch. */
const BATCH = 25;

/** The product's table of a running system, past its API; `keysName` is the table of customers' data keys. */
export const openTable = async ({
  stack,
  shards,
}: Pick<System, 'stack' | 'shards'>): Promise<Table & { readonly keysName: string; close: () => void }> => {
  const client = new DynamoDBClient({
    endpoint: stack.enginesAddress,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'BENCH', secretAccessKey: 'local-secret-access-key' },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [keysName, ...moreKeys] = TableNames.filter((each) => each.endsWith('-data-keys'));
  const [name, ...others] = TableNames.filter((each) => !each.endsWith('-data-keys'));
  if (name === undefined || keysName === undefined || others.length + moreKeys.length > 0)
    throw new Error(`there should be one table beside the data keys: ${TableNames}`);
  return {
    documents: DynamoDBDocumentClient.from(client),
    name,
    keysName,
    shards,
    close: () => client.destroy(),
  };
};

/** Writes the heads of tickets as the product would. */
export const loadTickets = async (table: Table, tickets: Iterable<Ticket>): Promise<void> => {
  const kind = itemKindOf('ticket');
  const batches = [...tickets].reduce<Ticket[][]>((all, ticket) => {
    const last = all.at(-1);
    if (last && last.length < BATCH) last.push(ticket);
    else all.push([ticket]);
    return all;
  }, []);
  await inLanes(4, batches, async (batch) => {
    const requests = batch.map((ticket) => ({
      PutRequest: { Item: marshall(itemOf(kind, ticket, table), { removeUndefinedValues: true }) },
    }));
    const { UnprocessedItems = {} } = await table.documents.send(
      new BatchWriteItemCommand({ RequestItems: { [table.name]: requests } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table left items unprocessed');
  });
};
