import { capacityMode, createTally } from './capacity.ts';
import { db, type Parsed } from './dynalite.ts';
import { validationError } from './errors.ts';
import { pick } from './keys.ts';
import type { Answer } from './read.ts';
import type { Tables } from './tables.ts';
import type { AttributeMap } from './types.ts';
import { type Plan, planWrite, stageWrite, type Write, type WriteContext } from './write.ts';

export type WriteRequest = Parsed & {
  TableName: string;
  Item: AttributeMap;
  Key: AttributeMap;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
  ReturnConsumedCapacity?: string;
};

export type ItemContext = WriteContext & { readonly tables: Tables };

/** Makes one change (planned and staged without a pause, so that no other gets in between) and answers what the caller wants to see of it. */
export const writeItem = async (
  context: ItemContext,
  kind: 'put' | 'update' | 'delete',
  request: WriteRequest,
): Promise<Answer> => {
  const plan = planWrite(context.store, wanted(context.tables, kind, request));
  const tally = createTally('write');
  stageWrite(context, plan, tally);
  await context.store.commit();
  const mode = capacityMode(request);
  const attributes = returned(plan, request);
  const body = {
    ...(attributes !== undefined && { Attributes: attributes }),
    ...(mode !== 'NONE' && { ConsumedCapacity: tally.report(mode)[0] }),
  };
  return { text: JSON.stringify(body), consumed: tally.consumed() };
};

const wanted = (tables: Tables, kind: 'put' | 'update' | 'delete', request: WriteRequest): Write => {
  const common = {
    table: tables.get(request.TableName),
    ...(request._condition !== undefined && { condition: request._condition }),
    itemOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
  if (kind === 'put') return { ...common, kind, item: request.Item };
  if (kind === 'delete') return { ...common, kind, key: request.Key };
  return {
    ...common,
    kind,
    key: request.Key,
    ...(request._updates !== undefined && { updates: request._updates }),
  };
};

const returned = (
  { old, item }: Plan,
  { ReturnValues, _updates }: WriteRequest,
): AttributeMap | undefined => {
  const paths = _updates?.paths ?? [];
  const part = (whole: AttributeMap) => {
    const found = db.mapPaths(paths, whole);
    return Object.keys(found).length === 0 ? undefined : pick(found, Object.keys(found));
  };
  switch (ReturnValues) {
    case 'ALL_OLD':
      return old;
    case 'ALL_NEW':
      return item;
    case 'UPDATED_OLD':
      return old === undefined ? undefined : part(old);
    case 'UPDATED_NEW':
      return item === undefined ? undefined : part(item);
    default:
      return undefined;
  }
};

export type BatchWriteRequest = {
  RequestItems: Record<
    string,
    { PutRequest?: { Item: AttributeMap }; DeleteRequest?: { Key: AttributeMap } }[]
  >;
  ReturnConsumedCapacity?: string;
};

const MAX_BATCH = 25;

/** Makes up to 25 changes. Each is atomic; the service promises no more, though here they land together. */
export const batchWriteItem = async (context: ItemContext, request: BatchWriteRequest): Promise<Answer> => {
  const writes = Object.entries(request.RequestItems).flatMap(([name, actions]) => {
    const table = context.tables.get(name);
    return actions.map(
      ({ PutRequest, DeleteRequest }): Write =>
        PutRequest !== undefined
          ? { kind: 'put', table, item: PutRequest.Item }
          : { kind: 'delete', table, key: DeleteRequest?.Key ?? {} },
    );
  });
  if (writes.length > MAX_BATCH)
    throw validationError('Too many items requested for the BatchWriteItem call');
  const plans = writes.map((write) => planWrite(context.store, write));
  const rows = plans.map(({ table, row }) => `${table.TableName}!${row}`);
  if (new Set(rows).size < rows.length)
    throw validationError('Provided list of item keys contains duplicates');
  const tally = createTally('write');
  for (const plan of plans) stageWrite(context, plan, tally);
  await context.store.commit();
  const mode = capacityMode(request);
  const body = { UnprocessedItems: {}, ...(mode !== 'NONE' && { ConsumedCapacity: tally.report(mode) }) };
  return { text: JSON.stringify(body), consumed: tally.consumed() };
};
