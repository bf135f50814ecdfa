import { type CapacityMode, createTally, readUnits, type Tally } from './capacity.ts';
import { meets } from './conditions.ts';
import { db, type ParsedCondition, type ParsedProjection } from './dynalite.ts';
import { validationError } from './errors.ts';
import { indexPrefix, indexRowKey, itemPrefix, keyNames, pick, rowKey } from './keys.ts';
import type { Range } from './level.ts';
import { decodeRow, itemOf, type Row } from './rows.ts';
import type { Store } from './store.ts';
import type { AttributeMap, IndexInput, KeySchema, Table } from './types.ts';

/** A page ends after this many bytes of items read; AWS documentation, `Query`. */
const PAGE_BYTES = 1024 * 1024;

/** What `Query` and `Scan` have in common. */
export type PageRequest = {
  TableName: string;
  IndexName?: string;
  Limit?: number;
  Select?: string;
  ConsistentRead?: boolean;
  ExclusiveStartKey?: AttributeMap;
  AttributesToGet?: string[];
  ReturnConsumedCapacity?: string;
  _filter?: ParsedCondition;
  _projection?: ParsedProjection;
};

/** The table or index that is read. */
export type Source = {
  readonly table: Table;
  readonly index: IndexInput | undefined;
  readonly schema: KeySchema;
  readonly prefix: string;
};

export const sourceOf = (table: Table, request: PageRequest): Source => {
  const { IndexName: name } = request;
  if (name === undefined)
    return { table, index: undefined, schema: table.KeySchema, prefix: itemPrefix(table.TableName) };
  const index = table.GlobalSecondaryIndexes.find((one) => one.IndexName === name);
  if (index === undefined) throw validationError(`The table does not have the specified index: ${name}`);
  if (request.ConsistentRead === true)
    throw validationError('Consistent reads are not supported on global secondary indexes');
  if (request.Select === 'ALL_ATTRIBUTES' && index.Projection.ProjectionType !== 'ALL')
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  return { table, index, schema: index.KeySchema, prefix: indexPrefix(table.TableName, name) };
};

/** Where a row of the source stands; of a start key as well. */
export const positionOf = ({ table, index }: Source, key: AttributeMap): string =>
  index === undefined ? rowKey(key, table, table.KeySchema) : indexRowKey(key, table, index);

/** The attributes a start key consists of: the table's key and the index's. */
export const startKeyNames = ({ table, schema }: Source): Set<string> =>
  new Set([...keyNames(table.KeySchema), ...keyNames(schema)]);

export const checkStartKey = (source: Source, start: AttributeMap): void => {
  const names = startKeyNames(source);
  const given = Object.keys(start);
  if (given.length !== names.size || given.some((name) => !names.has(name)))
    throw validationError('The provided starting key is invalid');
  const { table, schema } = source;
  const refusal =
    db.validateKey(pick(start, keyNames(table.KeySchema)), table) ??
    db.validateKey(pick(start, keyNames(schema)), table, schema);
  if (refusal) throw validationError(`The provided starting key is invalid: ${refusal.message}`);
};

export type Page = { readonly text: string; readonly consumed: { read: number; write: number } };

/** Reads one page of a range, at most `Limit` rows and little more than 1 MB, and words the answer. */
export const readPage = async (
  store: Store,
  source: Source,
  range: Range,
  request: PageRequest,
  mode: CapacityMode,
): Promise<Page> => {
  const limit = request.Limit ?? Number.POSITIVE_INFINITY;
  const rows: Row[] = [];
  let bytes = 0;
  for await (const [, value] of store.range(prefixed(source.prefix, range), Math.min(limit, 100))) {
    const row = decodeRow(value);
    rows.push(row);
    bytes += row.size;
    if (rows.length >= limit || bytes >= PAGE_BYTES) break;
  }
  const last = rows.length >= limit || bytes >= PAGE_BYTES ? rows.at(-1) : undefined;
  const tally = createTally('read');
  addUnits(tally, source, bytes, request.ConsistentRead === true);
  return { text: answerText(source, rows, last, request, tally, mode), consumed: tally.consumed() };
};

const addUnits = (tally: Tally, { table, index }: Source, bytes: number, consistent: boolean): void => {
  tally.add(table.TableName, index?.IndexName, readUnits(bytes, consistent));
};

const prefixed = (prefix: string, range: Range): Range => {
  const bound = (key: string | undefined) => (key === undefined ? undefined : prefix + key);
  const [gt, gte, lt, lte] = [bound(range.gt), bound(range.gte), bound(range.lt), bound(range.lte)];
  return {
    ...(gt !== undefined ? { gt } : { gte: gte ?? prefix }),
    ...(lt !== undefined ? { lt } : { lte: lte ?? `${prefix}~` }),
    reverse: range.reverse === true,
  };
};

/** The rows' own text goes out unparsed unless the request filters or projects. */
const answerText = (
  source: Source,
  rows: Row[],
  last: Row | undefined,
  request: PageRequest,
  tally: Tally,
  mode: CapacityMode,
): string => {
  const texts = selected(rows, request);
  const fields = [`"Count":${texts.length}`, `"ScannedCount":${rows.length}`];
  if (request.Select !== 'COUNT') fields.push(`"Items":[${texts.join(',')}]`);
  if (last !== undefined)
    fields.push(`"LastEvaluatedKey":${JSON.stringify(pick(itemOf(last), startKeyNames(source)))}`);
  if (mode !== 'NONE') fields.push(`"ConsumedCapacity":${JSON.stringify(tally.report(mode)[0])}`);
  return `{${fields.join(',')}}`;
};

const selected = (
  rows: Row[],
  { _filter: filter, _projection: projection, AttributesToGet }: PageRequest,
) => {
  const paths = projection?.paths ?? AttributesToGet;
  if (filter === undefined && paths === undefined) return rows.map((row) => row.text);
  const texts: string[] = [];
  for (const row of rows) {
    const item = itemOf(row);
    if (filter !== undefined && !meets(item, filter.expression)) continue;
    texts.push(paths === undefined ? row.text : JSON.stringify(db.mapPaths(paths, item)));
  }
  return texts;
};
