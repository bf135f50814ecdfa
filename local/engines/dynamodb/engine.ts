import type { IncomingMessage, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { createInterceptor, type Instrumented } from '../faults.ts';
import { accessKeyIdOf, PayloadTooLarge, type Reply, readBody, sendReply } from '../http.ts';
import { ApiError, asApiError, coralError } from './errors.ts';
import { setTtlAttribute, sweepExpired } from './expiry.ts';
import { setRecovery } from './exports/backups.ts';
import { type Exports, loadExports } from './exports/exports.ts';
import type { ExportTarget } from './exports/output.ts';
import { type IndexLag, loadIndexRows } from './index-lag.ts';
import { type OperationContext, operations } from './operations.ts';
import { createFormerly } from './read-lag.ts';
import { openStore, type Store } from './store.ts';
import { createStreams } from './stream.ts';
import { shapeDifference } from './table-shape.ts';
import { loadTables } from './tables.ts';
import { loadTokens } from './transact.ts';
import type { CreateTableInput, StreamRecord } from './types.ts';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

export type EngineOptions = {
  /** Where state is kept; without it, in memory. */
  readonly dir?: string;
  /** The virtual clock in epoch milliseconds: it dates streams, expiry, client tokens and replies. */
  readonly now: () => number;
  /** Where tables are exported to; without it, exports are refused. */
  readonly exportTarget?: ExportTarget;
};

/** DynamoDB in this process: its JSON protocol over HTTP, and what the runtime needs beside it. */
export type DynamoEngine = Instrumented & {
  handle: (req: IncomingMessage, res: ServerResponse) => void;
  /** Ends when everything acknowledged is on disk. Requests must have ended before. */
  close: () => Promise<void>;
  /**
   * Creates a table, or finds it as it is to be. Throws an Error that names the difference when a table of this name
   * has another shape, which only a reset (`--fresh`) can give it.
   */
  ensureTable: (input: CreateTableInput, ttlAttribute?: string) => Promise<void>;
  /** Changes after a sequence number (`undefined`: from the oldest), at most `limit`, kept for 24 virtual hours. */
  readStream: (table: string, after: string | undefined, limit: number) => Promise<StreamRecord[]>;
  /** The newest sequence number of a table; undefined before its first change. */
  streamHead: (table: string) => string | undefined;
  /** Hears of each table whose stream has new, durable records. */
  onChange: (listener: (table: string) => void) => void;
  /** Lets indexes follow behind their tables, as they do on AWS; `undefined` (as at first) lets them keep up. */
  setIndexLag: (lag: IndexLag | undefined) => void;
  /** Lets reads of items that do not ask for consistency see the table as it was so many virtual milliseconds ago; 0 at first. */
  setReadLag: (ms: number) => void;
  /** Lets expired items lie for so many virtual milliseconds more, as they do on AWS; 0 at first. */
  setExpiryDelay: (ms: number) => void;
  /** Removes the items whose time to live is over and forgets old stream records; answers how many items. */
  sweepExpired: () => Promise<number>;
};

/** Opens the engine, with all that an earlier process left in `dir`. */
export const createDynamoEngine = async ({
  dir,
  now,
  exportTarget: target,
}: EngineOptions): Promise<DynamoEngine> => {
  const store = await openStore(dir);
  const streams = createStreams(store, now);
  const tables = await loadTables(store, streams, now);
  const tokens = await loadTokens(store, now);
  const indexes = await loadIndexRows(store, now);
  const exports: Exports = await loadExports({ store, tables, now, target });
  const formerly = createFormerly(now);
  const context: OperationContext = { store, streams, indexes, formerly, tables, tokens, exports, now };
  let expiryDelayMs = 0;
  const interceptor = createInterceptor(now, (code, status, message, more) =>
    errorReply(new ApiError(`com.amazonaws.dynamodb.v20120810#${code}`, message, more, status)),
  );

  return {
    setFaults: interceptor.setFaults,
    onCall: interceptor.onCall,
    handle: (req, res) => {
      void answer(req).catch((error: unknown) => fail(res, error));

      async function answer(request: IncomingMessage): Promise<void> {
        const operation = operationOf(request);
        const body = await readBody(request, MAX_REQUEST_BYTES);
        const call = { service: 'dynamodb', operation, accessKeyId: accessKeyIdOf(request) } as const;
        const parsed = parseBody(body);
        await interceptor.answer(res, { ...call, body: parsed }, (input) =>
          perform(context, operation, input),
        );
      }
    },
    close: async () => {
      await exports.settled();
      await store.close();
    },
    ensureTable: async (input, ttlAttribute) => {
      if (!tables.names().includes(input.TableName)) await tables.create(input);
      const table = tables.get(input.TableName);
      const difference = shapeDifference(table, input);
      if (difference !== undefined)
        throw new Error(
          `Table ${input.TableName} differs from the wanted one in ${difference}; ` +
            'the local engine cannot change that in place: reset the local state (--fresh)',
        );
      await setTtlAttribute(context, table, ttlAttribute);
      await setRecovery(tables, tables.get(input.TableName), isRecoverable(input), now());
    },
    readStream: streams.read,
    streamHead: streams.head,
    onChange: (listener) => store.onCommit(listener),
    setIndexLag: indexes.setLag,
    setReadLag: formerly.setLag,
    setExpiryDelay: (ms) => {
      expiryDelayMs = ms;
    },
    sweepExpired: () => sweepExpired(context, expiryDelayMs),
  };

  function fail(res: ServerResponse, error: unknown): void {
    // The caller left before its request was whole.
    if (res.destroyed) return;
    const refusal =
      error instanceof PayloadTooLarge
        ? coralError('RequestEntityTooLarge', error.message)
        : asApiError(error);
    if (refusal === undefined) console.error('DynamoDB engine:', error);
    void sendReply(res, errorReply(refusal ?? internalError()), now());
  }
};

/** Point-in-time recovery as a template asks for it; of a table that isn't deployed, as `CreateTable` leaves it. */
const isRecoverable = ({ PointInTimeRecoverySpecification: asked }: CreateTableInput): boolean =>
  typeof asked === 'object' &&
  asked !== null &&
  'PointInTimeRecoveryEnabled' in asked &&
  asked.PointInTimeRecoveryEnabled === true;

const operationOf = (req: IncomingMessage): string => {
  const target = String(req.headers['x-amz-target'] ?? '');
  return /^DynamoDB_20120810\.(\w+)$/.exec(target)?.[1] ?? 'Unknown';
};

const parseBody = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Every answer, refusals too, waits for what is staged: it may rest on changes that are not durable yet. */
const perform = async (context: OperationContext, operation: string, request: unknown): Promise<Reply> => {
  try {
    const run = operations.get(operation);
    if (run === undefined)
      throw coralError('UnknownOperationException', `The local engine has no ${operation}`);
    if (typeof request !== 'object' || request === null || Array.isArray(request))
      throw coralError('SerializationException', 'The request is not a JSON object');
    const { text, consumed } = await run(context, request as Record<string, unknown>);
    return { ...jsonReply(200, text), consumed };
  } catch (error) {
    const refusal = asApiError(error);
    if (refusal === undefined) {
      console.error(`DynamoDB engine, ${operation}:`, error);
      return errorReply(internalError());
    }
    return awaitStaged(context.store, refusal);
  }
};

const awaitStaged = async (store: Store, refusal: ApiError): Promise<Reply> => {
  try {
    await store.commit();
    return errorReply(refusal);
  } catch (error) {
    console.error('DynamoDB engine, commit:', error);
    return errorReply(internalError());
  }
};

const internalError = (): ApiError =>
  new ApiError('com.amazon.coral.service#InternalServerError', 'The engine failed; see its log', {}, 500);

const errorReply = (error: ApiError): Reply => jsonReply(error.status, JSON.stringify(error.body));

const jsonReply = (status: number, text: string): Reply => ({
  status,
  headers: {
    'Content-Type': 'application/x-amz-json-1.0',
    'Content-Length': Buffer.byteLength(text),
    'x-amz-crc32': crc32(text),
  },
  body: text,
});
