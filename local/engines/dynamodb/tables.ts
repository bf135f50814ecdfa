import { randomUUID } from 'node:crypto';
import { serviceError, tableNotFound, validationError } from './errors.ts';
import {
  expiryPrefix,
  exportPrefix,
  indexLagPrefix,
  indexPrefix,
  itemPrefix,
  journalPrefix,
  streamPrefix,
  tableKey,
  trimmedKey,
  under,
} from './keys.ts';
import type { Store } from './store.ts';
import type { Streams } from './stream.ts';
import type { CreateTableInput, StreamView, Table } from './types.ts';
import { validated } from './validate.ts';

const STREAM_VIEWS: readonly string[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

/** The tables of this engine; their descriptions are few and kept in memory. */
export type Tables = {
  /** Throws `ResourceNotFoundException`. */
  get: (name: string) => Table;
  names: () => string[];
  create: (input: CreateTableInput) => Promise<Table>;
  drop: (name: string) => Promise<Table>;
  save: (table: Table) => Promise<void>;
};

export const loadTables = async (store: Store, streams: Streams, now: () => number): Promise<Tables> => {
  const tables = new Map<string, Table>();
  for await (const [, text] of store.range(under('t!'))) {
    const table = JSON.parse(text) as Table;
    tables.set(table.TableName, table);
    await streams.load(table.TableName);
  }

  const get = (name: string): Table => {
    const table = tables.get(name);
    if (table === undefined) throw tableNotFound(name);
    return table;
  };

  const save = async (table: Table): Promise<void> => {
    tables.set(table.TableName, table);
    store.put(tableKey(table.TableName), JSON.stringify(table));
    await store.commit();
  };

  return {
    get,
    save,
    names: () => [...tables.keys()].sort(),
    create: async (input) => {
      const table = tableOf(input, now());
      if (tables.has(table.TableName))
        throw serviceError('ResourceInUseException', `Table already exists: ${table.TableName}`);
      await streams.load(table.TableName);
      await save(table);
      return table;
    },
    drop: async (name) => {
      const table = get(name);
      tables.delete(name);
      const head = streams.head(name);
      const doomed: string[] = [];
      for (const prefix of prefixesOf(table))
        for await (const [key] of store.range(under(prefix), 1000)) doomed.push(key);
      // Staged without a pause: a crash leaves the whole table or nothing of it.
      for (const key of [...doomed, tableKey(name)]) store.del(key);
      // A new table of this name goes on counting, so that no reader's position points into its future.
      if (head !== undefined) store.put(trimmedKey(name), head);
      await store.commit();
      return table;
    },
  };
};

const prefixesOf = ({ TableName: name, GlobalSecondaryIndexes }: Table): string[] => [
  itemPrefix(name),
  expiryPrefix(name),
  streamPrefix(name),
  journalPrefix(name),
  exportPrefix(name),
  ...GlobalSecondaryIndexes.flatMap(({ IndexName }) => [
    indexPrefix(name, IndexName),
    indexLagPrefix(name, IndexName),
  ]),
];

/** A checked table description; throws what `CreateTable` would answer. */
export const tableOf = (input: CreateTableInput, nowMs: number): Table => {
  if (input.LocalSecondaryIndexes !== undefined && input.LocalSecondaryIndexes.length > 0)
    throw validationError('The local engine has no local secondary indexes');
  const { PointInTimeRecoverySpecification: _, ...given } = input;
  const known = validated<CreateTableInput>('CreateTable', structuredClone(given));
  const empty = known.GlobalSecondaryIndexes?.find(
    ({ Projection }) => Projection.ProjectionType === 'INCLUDE' && !Projection.NonKeyAttributes?.length,
  );
  if (empty !== undefined)
    throw validationError(
      `One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified for index ${empty.IndexName}`,
    );
  return {
    TableName: known.TableName,
    KeySchema: known.KeySchema,
    AttributeDefinitions: known.AttributeDefinitions,
    GlobalSecondaryIndexes: (known.GlobalSecondaryIndexes ?? []).map(
      ({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      }),
    ),
    billingMode: known.BillingMode ?? 'PROVISIONED',
    throughput: known.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    streamView: streamViewOf(input),
    ttlAttribute: undefined,
    id: randomUUID(),
    createdMs: nowMs,
  };
};

const streamViewOf = ({ StreamSpecification: stream }: CreateTableInput): StreamView | undefined => {
  if (stream === undefined || stream.StreamEnabled === false) return undefined;
  const view = stream.StreamViewType;
  if (view === undefined || !STREAM_VIEWS.includes(view))
    throw validationError(`StreamViewType must be one of ${STREAM_VIEWS.join(', ')}`);
  return view as StreamView;
};
