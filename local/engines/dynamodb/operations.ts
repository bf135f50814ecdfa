import { describeTable } from './describe-table.ts';
import { validationError } from './errors.ts';
import { describeTimeToLive, type TtlRequest, updateTimeToLive } from './expiry.ts';
import { type BackupsRequest, describeBackups, updateBackups } from './exports/backups.ts';
import type { Exports } from './exports/exports.ts';
import type { IndexRows } from './index-lag.ts';
import { type BatchWriteRequest, batchWriteItem, type WriteRequest, writeItem } from './items.ts';
import type { PageRequest } from './page.ts';
import { type QueryRequest, query } from './query.ts';
import {
  type Answer,
  type BatchGetRequest,
  batchGetItem,
  type GetRequest,
  getItem,
  type TransactGetRequest,
  transactGetItems,
} from './read.ts';
import { type ScanRequest, scan } from './scan.ts';
import { type TransactContext, type TransactWriteRequest, transactWriteItems } from './transact.ts';
import type { CreateTableInput } from './types.ts';
import { validated } from './validate.ts';

export type OperationContext = TransactContext & { readonly exports: Exports };

type Operation = (context: OperationContext, request: Record<string, unknown>) => Answer | Promise<Answer>;

const free = (body: unknown): Answer => ({ text: JSON.stringify(body), consumed: { read: 0, write: 0 } });

const tableName = (request: Record<string, unknown>): string => {
  const name = request['TableName'];
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_.-]{3,255}$/.test(name))
    throw validationError('TableName must be 3 to 255 characters of letters, digits, _ . and -');
  return name;
};

/** A lagging index is brought to where it should be by now. */
const caughtUp = async (indexes: IndexRows, { TableName, IndexName }: PageRequest): Promise<void> => {
  if (IndexName !== undefined) await indexes.catchUp(TableName, IndexName);
};

const described = async ({ store }: TransactContext, table: Parameters<typeof describeTable>[1]) =>
  describeTable(store, table);

const listTables: Operation = ({ tables }, request) => {
  const { Limit = 100, ExclusiveStartTableName: start = '' } = validated<{
    Limit?: number;
    ExclusiveStartTableName?: string;
  }>('ListTables', request);
  const names = tables.names().filter((name) => name > start);
  const page = names.slice(0, Limit);
  const last = page.at(-1);
  return free({
    TableNames: page,
    ...(names.length > page.length && last !== undefined && { LastEvaluatedTableName: last }),
  });
};

/** Capacity and protection settings mean nothing here and are accepted; a change of shape is refused. */
const updateTable: Operation = async (context, request) => {
  const table = context.tables.get(tableName(request));
  for (const name of ['GlobalSecondaryIndexUpdates', 'StreamSpecification', 'ReplicaUpdates'])
    if (request[name] !== undefined)
      throw validationError(`The local engine cannot change ${name} of an existing table; begin afresh`);
  return free({ TableDescription: await described(context, table) });
};

/** Every operation this engine has, by its AWS name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'GetItem',
    ({ store, formerly, tables }, request) => {
      const get = validated<GetRequest>('GetItem', request);
      return getItem(store, formerly.behind(store), tables.get(get.TableName), get);
    },
  ],
  [
    'BatchGetItem',
    ({ store, formerly, tables }, request) =>
      batchGetItem(
        store,
        formerly.behind(store),
        tables,
        validated<BatchGetRequest>('BatchGetItem', request),
      ),
  ],
  [
    'TransactGetItems',
    ({ store, tables }, request) => transactGetItems(store, tables, transactGets(request)),
  ],
  [
    'Query',
    async ({ store, tables, indexes }, request) => {
      const wanted = validated<QueryRequest>('Query', request);
      await caughtUp(indexes, wanted);
      return query(store, tables.get(wanted.TableName), wanted);
    },
  ],
  [
    'Scan',
    async ({ store, tables, indexes }, request) => {
      const wanted = validated<ScanRequest>('Scan', request);
      await caughtUp(indexes, wanted);
      return scan(store, tables.get(wanted.TableName), wanted);
    },
  ],
  ['PutItem', (context, request) => writeItem(context, 'put', validated<WriteRequest>('PutItem', request))],
  [
    'UpdateItem',
    (context, request) => writeItem(context, 'update', validated<WriteRequest>('UpdateItem', request)),
  ],
  [
    'DeleteItem',
    (context, request) => writeItem(context, 'delete', validated<WriteRequest>('DeleteItem', request)),
  ],
  [
    'BatchWriteItem',
    (context, request) => batchWriteItem(context, validated<BatchWriteRequest>('BatchWriteItem', request)),
  ],
  ['TransactWriteItems', (context, request) => transactWriteItems(context, request as TransactWriteRequest)],
  [
    'CreateTable',
    async (context, request) => {
      const table = await context.tables.create(request as CreateTableInput);
      return free({ TableDescription: await described(context, table) });
    },
  ],
  [
    'DescribeTable',
    async (context, request) =>
      free({ Table: await described(context, context.tables.get(tableName(request))) }),
  ],
  [
    'DeleteTable',
    async (context, request) => {
      const table = await context.tables.drop(tableName(request));
      return free({ TableDescription: { TableName: table.TableName, TableStatus: 'DELETING' } });
    },
  ],
  ['ListTables', listTables],
  ['UpdateTable', updateTable],
  [
    'UpdateTimeToLive',
    async (context, request) =>
      free(await updateTimeToLive(context, { ...request, TableName: tableName(request) } as TtlRequest)),
  ],
  [
    'ExportTableToPointInTime',
    async ({ exports }, request) => free({ ExportDescription: await exports.begin(request) }),
  ],
  ['DescribeExport', ({ exports }, request) => free({ ExportDescription: exports.describe(request) })],
  ['ListExports', async ({ exports }, request) => free(await exports.list(request))],
  [
    'DescribeContinuousBackups',
    ({ tables, now }, request) => free(describeBackups(tables.get(tableName(request)), now())),
  ],
  [
    'UpdateContinuousBackups',
    async ({ tables, now }, request) => {
      const table = tables.get(tableName(request));
      return free(await updateBackups(tables, table, request as BackupsRequest, now()));
    },
  ],
  ['DescribeTimeToLive', ({ tables }, request) => free(describeTimeToLive(tables.get(tableName(request))))],
]);

const transactGets = (request: Record<string, unknown>): TransactGetRequest => {
  const { TransactItems: items } = request as TransactGetRequest;
  if (!Array.isArray(items) || items.length === 0 || items.length > 100)
    throw validationError('1 validation error detected: transactItems must have 1 to 100 members');
  if (items.some((item) => item?.Get === undefined))
    throw validationError('TransactItems can only contain Get');
  return request as TransactGetRequest;
};
