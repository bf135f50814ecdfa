import { capacityMode } from './capacity.ts';
import { db, type KeyConditions } from './dynalite.ts';
import { validationError } from './errors.ts';
import { typeOfKey } from './keys.ts';
import type { Range } from './level.ts';
import {
  checkStartKey,
  type Page,
  type PageRequest,
  positionOf,
  readPage,
  type Source,
  sourceOf,
} from './page.ts';
import type { Store } from './store.ts';
import type { AttributeValue, Table } from './types.ts';
import { equalValues } from './values.ts';

export type QueryRequest = PageRequest & { KeyConditions: KeyConditions; ScanIndexForward?: boolean };

/** Reads one page of one partition, in the order of its sort key. */
export const query = (store: Store, table: Table, request: QueryRequest): Promise<Page> => {
  const source = sourceOf(table, request);
  checkKeyConditions(source, request.KeyConditions);
  checkPaths(source, request);
  const range = rangeOf(source, request);
  const { ExclusiveStartKey: start } = request;
  if (start === undefined) return readPage(store, source, range, request, capacityMode(request));
  checkStartKey(source, start);
  checkWithin(source, request, start);
  return readPage(store, source, continued(range, positionOf(source, start)), request, capacityMode(request));
};

const NOT_INDEXABLE = new Set(['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN']);

const checkKeyConditions = ({ table, schema }: Source, conditions: KeyConditions): void => {
  const count = Object.keys(conditions).length;
  if (schema.length === 1 && count > 1) throw validationError('Query key condition not supported');
  for (const [position, { AttributeName: name }] of schema.entries()) {
    const condition = conditions[name];
    if (condition === undefined) {
      if (position === 0 || count > 1)
        throw validationError(`Query condition missed key schema element: ${name}`);
      continue;
    }
    if (NOT_INDEXABLE.has(condition.ComparisonOperator))
      throw validationError('Attempted conditional constraint is not an indexable operation');
    const type = typeOfKey(table, name);
    for (const value of condition.AttributeValueList) checkConditionValue(name, type, value);
    if (position === 0 && condition.ComparisonOperator !== 'EQ')
      throw validationError('Query key condition not supported');
  }
};

const checkConditionValue = (name: string, type: 'S' | 'N' | 'B', value: AttributeValue): void => {
  if (value[type] === undefined)
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  if (value[type] === '')
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
};

/** Filters may not name keys, and no path may reach into one. */
export const checkPaths = ({ table, schema }: Source, request: PageRequest, filterOnKeys = false): void => {
  const { _filter: filter, _projection: projection } = request;
  const refusal =
    db.validateKeyPaths(projection?.nestedPaths, table) ?? db.validateKeyPaths(filter?.nestedPaths, table);
  if (refusal) throw refusal;
  const key = filterOnKeys ? undefined : schema.find(({ AttributeName }) => filter?.pathHeads[AttributeName]);
  if (key !== undefined)
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key.AttributeName}`,
    );
};

const rangeOf = (source: Source, { KeyConditions: conditions, ScanIndexForward }: QueryRequest): Range => {
  const [hash, sort] = source.schema;
  const hashValue = keyValueOf(source, conditions, hash?.AttributeName);
  if (hashValue === undefined) throw validationError('Query key condition not supported');
  const partition = `${db.hashPrefix(hashValue.text, hashValue.type)}/${db.toRangeStr(hashValue.text, hashValue.type)}/`;
  const condition = sort === undefined ? undefined : conditions[sort.AttributeName];
  return {
    ...sortRange(partition, condition?.ComparisonOperator, condition?.AttributeValueList ?? []),
    reverse: ScanIndexForward === false,
  };
};

const keyValueOf = ({ table }: Source, conditions: KeyConditions, name: string | undefined) => {
  if (name === undefined) return undefined;
  const type = typeOfKey(table, name);
  const text = conditions[name]?.AttributeValueList[0]?.[type];
  return text === undefined ? undefined : { type, text };
};

/** Rows of a partition are `<partition><sort key>/…`; `/` sorts below and `~` above whatever a key may contain. */
const sortRange = (
  partition: string,
  operator: string | undefined,
  [first, second]: AttributeValue[],
): Range => {
  if (operator === undefined || first === undefined) return { gte: partition, lt: `${partition}~` };
  const from = partition + db.toRangeStr(first);
  switch (operator) {
    case 'EQ':
      return { gte: `${from}/`, lte: `${from}/~` };
    case 'LT':
      return { gte: partition, lt: `${from}/` };
    case 'LE':
      return { gte: partition, lte: `${from}/~` };
    case 'GT':
      return { gt: `${from}/~`, lt: `${partition}~` };
    case 'GE':
      return { gte: `${from}/`, lt: `${partition}~` };
    case 'BEGINS_WITH':
      return { gte: from, lt: `${from}~` };
    case 'BETWEEN':
      return { gte: `${from}/`, lte: `${partition}${db.toRangeStr(second ?? first)}/~` };
    default:
      throw validationError('Query key condition not supported');
  }
};

const checkWithin = (
  source: Source,
  { KeyConditions }: QueryRequest,
  start: Record<string, AttributeValue>,
): void => {
  const [hash, sort] = source.schema;
  const given = hash === undefined ? undefined : start[hash.AttributeName];
  const wanted = hash === undefined ? undefined : KeyConditions[hash.AttributeName]?.AttributeValueList[0];
  if (given === undefined || wanted === undefined || !equalValues(given, wanted))
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  const condition = sort === undefined ? undefined : KeyConditions[sort.AttributeName];
  if (sort === undefined || condition === undefined) return;
  if (!db.compare(condition.ComparisonOperator, start[sort.AttributeName], condition.AttributeValueList))
    throw validationError('The provided starting key does not match the range key predicate');
};

/** The rest of a range after a row already read. */
const continued = (range: Range, position: string): Range => {
  const { gt, gte, lt, lte, reverse = false } = range;
  if (reverse) return { ...(gt !== undefined ? { gt } : { gte: gte ?? '' }), lt: position, reverse };
  return { gt: position, ...(lt !== undefined ? { lt } : { lte: lte ?? '~' }), reverse };
};
