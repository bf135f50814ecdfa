import { db, validationOf, validations } from './dynalite.ts';
import { validationError } from './errors.ts';
import { MAX_ITEM_BYTES } from './item-size.ts';
import { typeOfKey } from './keys.ts';
import type { AttributeMap, AttributeValue, KeySchema, Table } from './types.ts';

/** Older forms of conditions and updates, which this engine does not have. */
const LEGACY = ['AttributeUpdates', 'Expected', 'QueryFilter', 'ScanFilter', 'ConditionalOperator'];

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

const MAX_EXPRESSION_BYTES = 4096;
const MAX_HASH_KEY_BYTES = 2048;
const MAX_RANGE_KEY_BYTES = 1024;
const MAX_NESTING = 32;

/** Sizes are checked here, in bytes; the library would count UTF-16 units. */
const unlimited = { options: { maxItemSize: Number.POSITIVE_INFINITY } };

const conditional = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

const rules = new Map<string, ReturnType<typeof validationOf>>();

const rulesOf = (operation: string): ReturnType<typeof validationOf> => {
  const known = rules.get(operation);
  if (known !== undefined) return known;
  const { types, custom } = validationOf(operation);
  const onFailure = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  const own = {
    types: conditional.has(operation) ? { ...types, ReturnValuesOnConditionCheckFailure: onFailure } : types,
    ...(custom !== undefined && { custom }),
  };
  rules.set(operation, own);
  return own;
};

/** Checks a request as the service does, parses its expressions, and returns what is known of it. */
export const validated = <T>(operation: string, request: unknown): T => {
  const { types, custom } = rulesOf(operation);
  if (typeof request === 'object' && request !== null) checkRequest(request as Record<string, unknown>);
  const known = validations.checkTypes(request, types);
  validations.checkValidations(known, types, custom, unlimited);
  return known as T;
};

const checkRequest = (request: Record<string, unknown>): void => {
  for (const name of LEGACY)
    if (request[name] !== undefined)
      throw validationError(
        `${name} is a legacy parameter the local engine does not have; use an expression`,
      );
  for (const name of EXPRESSIONS) {
    const text = request[name];
    const bytes = typeof text === 'string' ? Buffer.byteLength(text) : 0;
    if (bytes > MAX_EXPRESSION_BYTES)
      throw validationError(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
  }
};

/** A key of the base table: complete, of the right types, not empty, not too long. */
export const checkKey = (key: AttributeMap, table: Table): void => {
  const refusal = db.validateKey(key, table);
  if (refusal) throw refusal;
  checkKeyBytes(key, table.KeySchema);
};

/** An item about to be stored: its key, the keys it has in indexes, its depth and its size. */
export const checkItem = (item: AttributeMap, size: number, table: Table, updated = false): void => {
  if (!updated) {
    const refusal = db.validateItem(item, table);
    if (refusal) throw refusal;
  }
  checkKeyBytes(item, table.KeySchema);
  for (const index of table.GlobalSecondaryIndexes) checkIndexKey(item, table, index);
  if (size > MAX_ITEM_BYTES)
    throw validationError(`Item size ${updated ? 'to update ' : ''}has exceeded the maximum allowed size`);
  for (const name in item) checkNesting(item[name], 1);
};

const checkIndexKey = (
  item: AttributeMap,
  table: Table,
  { IndexName, KeySchema }: { IndexName: string; KeySchema: KeySchema },
): void => {
  for (const { AttributeName: name } of KeySchema) {
    const value = item[name];
    if (value === undefined) continue;
    const type = typeOfKey(table, name);
    if (value[type] === undefined)
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${Object.keys(value)[0]} IndexName: ${IndexName}`,
      );
    if (value[type] === '')
      throw validationError(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. IndexName: ${IndexName}, IndexKey: ${name}`,
      );
  }
  checkKeyBytes(item, KeySchema);
};

const checkKeyBytes = (item: AttributeMap, schema: KeySchema): void => {
  for (const [position, { AttributeName: name }] of schema.entries()) {
    const value = item[name];
    const bytes = value === undefined ? 0 : keyBytes(value);
    if (position === 0 && bytes > MAX_HASH_KEY_BYTES)
      throw validationError(
        `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of ${MAX_HASH_KEY_BYTES} bytes`,
      );
    if (position === 1 && bytes > MAX_RANGE_KEY_BYTES)
      throw validationError(
        `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${MAX_RANGE_KEY_BYTES} bytes`,
      );
  }
};

const keyBytes = ({ S, B }: AttributeValue): number =>
  S === undefined ? Buffer.byteLength(B ?? '', 'base64') : Buffer.byteLength(S);

const checkNesting = (value: AttributeValue | undefined, depth: number): void => {
  const children = value?.M !== undefined ? Object.values(value.M) : value?.L;
  if (children === undefined) return;
  if (depth > MAX_NESTING) throw validationError('Nesting Levels have exceeded supported limits');
  for (const child of children) checkNesting(child, depth + 1);
};
