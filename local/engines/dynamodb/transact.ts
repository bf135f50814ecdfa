import { createHash } from 'node:crypto';
import { capacityMode, createTally, readUnits } from './capacity.ts';
import type { Parsed } from './dynalite.ts';
import { asApiError, serviceError, validationError } from './errors.ts';
import { MAX_ITEM_BYTES } from './item-size.ts';
import { rowKey, tokenKey, under } from './keys.ts';
import { type Answer, cancelled, type Reason } from './read.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';
import type { AttributeMap } from './types.ts';
import { validated } from './validate.ts';
import { type Plan, planWrite, stageWrite, type Write, type WriteContext } from './write.ts';

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
/** A client token is valid for this long; API reference, `TransactWriteItems`. */
const TOKEN_MS = 10 * 60 * 1000;

export type TransactWriteRequest = {
  TransactItems?: Record<string, Record<string, unknown>>[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: string;
};

type Remembered = {
  readonly hash: string;
  readonly atMs: number;
  readonly bytes: [table: string, size: number][];
};

/** Finished transactions by their client token. They are stored in the transaction's own batch, so they survive it. */
export type Tokens = {
  find: (token: string) => Remembered | undefined;
  stage: (token: string, remembered: Remembered) => void;
};

export const loadTokens = async (store: Store, now: () => number): Promise<Tokens> => {
  // In the order they were finished, as far as this process knows; forgetting one late does no harm.
  const known = new Map<string, number>();
  for await (const [key, text] of store.range(under('k!')))
    known.set(key.slice(2), (JSON.parse(text) as Remembered).atMs);

  const forgetExpired = (): void => {
    for (const [token, atMs] of known) {
      if (atMs + TOKEN_MS > now()) return;
      known.delete(token);
      store.del(tokenKey(token));
    }
  };

  return {
    find: (token) => {
      const text = store.current(tokenKey(token));
      const remembered = text === undefined ? undefined : (JSON.parse(text) as Remembered);
      return remembered !== undefined && remembered.atMs + TOKEN_MS > now() ? remembered : undefined;
    },
    stage: (token, remembered) => {
      forgetExpired();
      known.delete(token);
      known.set(token, remembered.atMs);
      store.put(tokenKey(token), JSON.stringify(remembered));
    },
  };
};

export type TransactContext = WriteContext & {
  readonly tables: Tables;
  readonly tokens: Tokens;
};

/** Makes all changes in one batch, or none and says for each why not. */
export const transactWriteItems = async (
  context: TransactContext,
  request: TransactWriteRequest,
): Promise<Answer> => {
  const { store, tokens, now } = context;
  const token = request.ClientRequestToken;
  const hash = token === undefined ? '' : hashOf(request);
  const writes = writesOf(context.tables, request);
  const repeated = token === undefined ? undefined : tokens.find(token);
  if (repeated !== undefined) return repeatedAnswer(store, repeated, hash, request);

  const plans = planAll(store, writes);
  checkBytes(plans);
  const tally = createTally('write');
  for (const plan of plans) stageWrite(context, plan, tally, 2);
  if (token !== undefined) tokens.stage(token, { hash, atMs: now(), bytes: plans.map(bytesOf) });
  await store.commit();
  return answer(tally, request);
};

const answer = (tally: ReturnType<typeof createTally>, request: TransactWriteRequest): Answer => {
  const mode = capacityMode(request);
  const body = mode === 'NONE' ? {} : { ConsumedCapacity: tally.report(mode, true) };
  return { text: JSON.stringify(body), consumed: tally.consumed() };
};

/** The same request again changes nothing and costs the reads of what it changed the first time. */
const repeatedAnswer = async (
  store: Store,
  { hash, bytes }: Remembered,
  newHash: string,
  request: TransactWriteRequest,
): Promise<Answer> => {
  if (hash !== newHash)
    throw serviceError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.',
    );
  await store.commit();
  const tally = createTally('read');
  for (const [table, size] of bytes) tally.add(table, undefined, 2 * readUnits(size, true));
  return answer(tally, request);
};

const bytesOf = ({ table, before, after }: Plan): [string, number] => [
  table.TableName,
  Math.max(before?.size ?? 0, after?.size ?? 0),
];

const checkBytes = (plans: readonly Plan[]): void => {
  const bytes = plans.reduce((sum, { kind, after }) => sum + (kind === 'check' ? 0 : (after?.size ?? 0)), 0);
  if (bytes > MAX_BYTES)
    throw validationError(`Transaction request size exceeds the limit of ${MAX_BYTES} bytes`);
};

const hashOf = ({ TransactItems }: TransactWriteRequest): string =>
  createHash('sha256').update(JSON.stringify(TransactItems)).digest('base64');

const planAll = (store: Store, writes: readonly Write[]): Plan[] => {
  const plans: Plan[] = [];
  const reasons = writes.map((write): Reason => {
    try {
      plans.push(planWrite(store, write));
      return { Code: 'None' };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (plans.length < writes.length)
    throw serviceError('TransactionCanceledException', cancelled(reasons), { CancellationReasons: reasons });
  return plans;
};

const reasonOf = (error: unknown): Reason => {
  const refusal = asApiError(error);
  if (refusal === undefined) throw error;
  if (refusal.code === 'ConditionalCheckFailedException') {
    const item = refusal.body['Item'] as AttributeMap | undefined;
    return {
      Code: 'ConditionalCheckFailed',
      Message: refusal.message,
      ...(item !== undefined && { Item: item }),
    };
  }
  if (refusal.code !== 'ValidationException') throw refusal;
  return { Code: 'ValidationError', Message: refusal.message };
};

const ACTIONS = ['Put', 'Update', 'Delete', 'ConditionCheck'];

const writesOf = (tables: Tables, { TransactItems: items }: TransactWriteRequest): Write[] => {
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ACTIONS)
    throw validationError(
      `1 validation error detected: Value '${JSON.stringify(items)?.slice(0, 100)}' at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length ${items?.length ? `less than or equal to ${MAX_ACTIONS}` : 'greater than or equal to 1'}`,
    );
  const writes = items.map((item) => writeOf(tables, item));
  const rows = writes.map((write) => rowName(write));
  if (new Set(rows).size < rows.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
  return writes;
};

/** The item a write is about; of an invalid key its text, which the plan will refuse. */
const rowName = (write: Write): string => {
  const key = write.kind === 'put' ? write.item : write.key;
  try {
    return `${write.table.TableName}!${rowKey(key, write.table, write.table.KeySchema)}`;
  } catch {
    return `${write.table.TableName}?${JSON.stringify(key).slice(0, MAX_ITEM_BYTES)}`;
  }
};

type Action = Parsed & {
  TableName: string;
  Item: AttributeMap;
  Key: AttributeMap;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ReturnValuesOnConditionCheckFailure?: string;
};

const writeOf = (tables: Tables, item: Record<string, Record<string, unknown>>): Write => {
  const names = Object.keys(item ?? {}).filter((name) => item[name] !== undefined && item[name] !== null);
  const [name] = names;
  if (name === undefined || names.length > 1 || !ACTIONS.includes(name))
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  // A check has the shape of a delete and deletes nothing.
  const operation = name === 'ConditionCheck' ? 'DeleteItem' : `${name}Item`;
  const action = validated<Action>(operation, item[name]);
  if (name === 'ConditionCheck' && action.ConditionExpression === undefined)
    throw validationError('The expression can not be empty; ConditionCheck needs a ConditionExpression');
  if (name === 'Update' && action.UpdateExpression === undefined)
    throw validationError('Update needs an UpdateExpression');
  return toWrite(tables, name, action);
};

const toWrite = (tables: Tables, name: string, action: Action): Write => {
  const common = {
    table: tables.get(action.TableName),
    ...(action._condition !== undefined && { condition: action._condition }),
    itemOnFailure: action.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
  switch (name) {
    case 'Put':
      return { ...common, kind: 'put', item: action.Item };
    case 'Update':
      return {
        ...common,
        kind: 'update',
        key: action.Key,
        ...(action._updates && { updates: action._updates }),
      };
    case 'Delete':
      return { ...common, kind: 'delete', key: action.Key };
    default:
      return { ...common, kind: 'check', key: action.Key };
  }
};
