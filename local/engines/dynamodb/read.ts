import { type CapacityMode, capacityMode, createTally, readUnits } from './capacity.ts';
import { db, type ParsedProjection } from './dynalite.ts';
import { serviceError } from './errors.ts';
import { itemPrefix, rowKey } from './keys.ts';
import { decodeRow, itemOf, type Row } from './rows.ts';
import type { Store, View } from './store.ts';
import type { Tables } from './tables.ts';
import type { AttributeMap, Table } from './types.ts';
import { checkKey, validated } from './validate.ts';

type Projection = { _projection?: ParsedProjection; AttributesToGet?: string[] };

export type GetRequest = Projection & {
  TableName: string;
  Key: AttributeMap;
  ConsistentRead?: boolean;
  ReturnConsumedCapacity?: string;
};

export type Answer = {
  readonly text: string;
  readonly consumed: { readonly read: number; readonly write: number };
};

const rowFor = (view: View, table: Table, key: AttributeMap): Row | undefined => {
  const stored = view.get(itemPrefix(table.TableName) + rowKey(key, table, table.KeySchema));
  return stored === undefined ? undefined : decodeRow(stored);
};

/** An item's text as it was stored, or of its wanted paths. */
const textOf = (row: Row, { _projection: projection, AttributesToGet }: Projection): string => {
  const paths = projection?.paths ?? AttributesToGet;
  return paths === undefined ? row.text : JSON.stringify(db.mapPaths(paths, itemOf(row)));
};

const checkPaths = (projection: ParsedProjection | undefined, table: Table): void => {
  const refusal = db.validateKeyPaths(projection?.nestedPaths, table);
  if (refusal) throw refusal;
};

const capacityField = (report: unknown, mode: CapacityMode): string[] =>
  mode === 'NONE' ? [] : [`"ConsumedCapacity":${JSON.stringify(report)}`];

/** @param behind the table as reads see it that do not ask for consistency */
export const getItem = (store: View, behind: View, table: Table, request: GetRequest): Answer => {
  checkKey(request.Key, table);
  checkPaths(request._projection, table);
  const row = rowFor(request.ConsistentRead === true ? store : behind, table, request.Key);
  const tally = createTally('read');
  tally.add(table.TableName, undefined, readUnits(row?.size ?? 0, request.ConsistentRead === true));
  const mode = capacityMode(request);
  const fields = row === undefined ? [] : [`"Item":${textOf(row, request)}`];
  fields.push(...capacityField(tally.report(mode)[0], mode));
  return { text: `{${fields.join(',')}}`, consumed: tally.consumed() };
};

type BatchKeys = Projection & { Keys: AttributeMap[]; ConsistentRead?: boolean };

export type BatchGetRequest = { RequestItems: Record<string, BatchKeys>; ReturnConsumedCapacity?: string };

/** A batch answers at most this much; the rest comes back unprocessed. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Answers in the order asked; the service promises none. */
export const batchGetItem = (store: View, behind: View, tables: Tables, request: BatchGetRequest): Answer => {
  const tally = createTally('read');
  const responses: string[] = [];
  const unprocessed: Record<string, BatchKeys> = {};
  let bytes = 0;
  for (const [name, wanted] of Object.entries(request.RequestItems)) {
    const table = tables.get(name);
    checkPaths(wanted._projection, table);
    const texts: string[] = [];
    for (const key of wanted.Keys) {
      checkKey(key, table);
      const row = rowFor(wanted.ConsistentRead === true ? store : behind, table, key);
      if (bytes + (row?.size ?? 0) > BATCH_BYTES) {
        const { _projection, Keys, ...options } = wanted;
        unprocessed[name] ??= { ...options, Keys: [] };
        unprocessed[name].Keys.push(key);
        continue;
      }
      bytes += row?.size ?? 0;
      tally.add(name, undefined, readUnits(row?.size ?? 0, wanted.ConsistentRead === true));
      if (row !== undefined) texts.push(textOf(row, wanted));
    }
    responses.push(`${JSON.stringify(name)}:[${texts.join(',')}]`);
  }
  const mode = capacityMode(request);
  const fields = [`"Responses":{${responses.join(',')}}`, `"UnprocessedKeys":${JSON.stringify(unprocessed)}`];
  fields.push(...capacityField(tally.report(mode), mode));
  return { text: `{${fields.join(',')}}`, consumed: tally.consumed() };
};

export type TransactGetRequest = { TransactItems: { Get: GetRequest }[]; ReturnConsumedCapacity?: string };

/** Reads all items of one moment. */
export const transactGetItems = async (
  store: Store,
  tables: Tables,
  request: TransactGetRequest,
): Promise<Answer> => {
  const gets = request.TransactItems.map(({ Get }) => validated<GetRequest>('GetItem', Get));
  const reasons = gets.map((get) => keyRefusal(get, tables));
  if (reasons.some((reason) => reason.Code !== 'None'))
    throw serviceError('TransactionCanceledException', cancelled(reasons), { CancellationReasons: reasons });

  const rows = await store.consistently((view) =>
    gets.map((get) => rowFor(view, tables.get(get.TableName), get.Key)),
  );

  const tally = createTally('read');
  for (const [position, get] of gets.entries())
    tally.add(get.TableName, undefined, 2 * readUnits(rows[position]?.size ?? 0, true));
  const mode = capacityMode(request);
  const responses = rows.map((row, position) =>
    row === undefined ? '{}' : `{"Item":${textOf(row, gets[position] ?? {})}}`,
  );
  const fields = [`"Responses":[${responses.join(',')}]`, ...capacityField(tally.report(mode, true), mode)];
  return { text: `{${fields.join(',')}}`, consumed: tally.consumed() };
};

export type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: AttributeMap };

export const cancelled = (reasons: readonly Reason[]): string =>
  'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
  `[${reasons.map((reason) => reason.Code).join(', ')}]`;

const keyRefusal = (get: GetRequest, tables: Tables): Reason => {
  const table = tables.get(get.TableName);
  checkPaths(get._projection, table);
  try {
    checkKey(get.Key, table);
    return { Code: 'None' };
  } catch (error) {
    return { Code: 'ValidationError', Message: error instanceof Error ? error.message : String(error) };
  }
};
