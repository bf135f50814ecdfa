import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterceptor, type Instrumented } from '../faults.ts';
import { accessKeyIdOf, PayloadTooLarge, type Reply, readBody, sendReply } from '../http.ts';
import { type Core, createCore } from './core.ts';
import { SqsError } from './errors.ts';
import { operations } from './operations.ts';
import type { Message, QueueStats } from './types.ts';

/** A batch of 1 MiB in JSON, where every character may be escaped. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

export type SqsOptions = {
  /** Where state is kept; without it, in memory. */
  readonly dir?: string;
  /** The virtual clock in epoch milliseconds: delays, visibility, retention and timestamps follow it. */
  readonly now: () => number;
  readonly region?: string;
  readonly account?: string;
};

export type EnsuredQueue = {
  readonly name: string;
  /** As `SetQueueAttributes` takes them. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly redrive?: { readonly deadLetterQueueName: string; readonly maxReceiveCount: number };
};

/** Standard queues in this process: SQS's JSON protocol over HTTP, and what the runtime needs beside it. */
export type SqsEngine = Instrumented & {
  handle: (req: IncomingMessage, res: ServerResponse) => void;
  close: () => Promise<void>;
  /** Creates a queue, or gives it these attributes; its messages stay. */
  ensureQueue: (queue: EnsuredQueue) => { url: string; arn: string };
  /** Where this engine is reached; queue URLs are `<base>/<account>/<name>`. */
  setBaseUrl: (url: string) => void;
  /** Stores a message durably; answers its id. Attributes are sent as strings; without `delayMs` the queue's delay holds. */
  send: (
    name: string,
    body: string,
    attributes?: Readonly<Record<string, string>>,
    delayMs?: number,
  ) => Promise<string>;
  /** Takes up to `max` messages and hides them for `visibilityMs`, or as long as the queue says. Does not wait. */
  receive: (name: string, options: { max: number; visibilityMs?: number }) => Promise<Message[]>;
  /** A receipt that is no longer the newest deletes nothing. */
  delete: (name: string, receiptHandles: readonly string[]) => Promise<void>;
  /** Makes received messages visible again in `visibilityMs`; those no longer in flight are left as they are. */
  release: (name: string, receiptHandles: readonly string[], visibilityMs: number) => Promise<void>;
  /** Hears of each queue in which something may be visible. After a jump of the clock, look yourself. */
  onMessage: (listener: (name: string) => void) => void;
  /** All queues by name, dead-letter queues too. */
  stats: () => QueueStats[];
  /** Makes messages that wait after a failed receive visible at once, in one queue or all; delays stay. */
  hurry: (name?: string) => Promise<void>;
};

/** Opens the engine, with all that an earlier process left in `dir`. */
export const createSqsEngine = async (options: SqsOptions): Promise<SqsEngine> => {
  const { dir, now, region = 'us-east-1', account = '000000000000' } = options;
  const core = createCore(dir, now, { region, account });
  const interceptor = createInterceptor(now, (code, status, message) =>
    errorReply(new SqsError(code, message, status)),
  );
  let baseUrl: string | undefined;
  const base = (host: string | undefined) => `${baseUrl ?? `http://${host ?? '127.0.0.1'}`}/${account}`;

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const operation = /^AmazonSQS\.(\w+)$/.exec(String(req.headers['x-amz-target'] ?? ''))?.[1] ?? 'Unknown';
    const body = parsed(await readBody(req, MAX_REQUEST_BYTES));
    const call = { service: 'sqs', operation, accessKeyId: accessKeyIdOf(req), body } as const;
    await interceptor.answer(res, call, (input) => perform(core, operation, input, base(req.headers.host)));
  };

  const fail = (res: ServerResponse, error: unknown): void => {
    // The caller left before its request was whole.
    if (res.destroyed) return;
    const tooLarge =
      error instanceof PayloadTooLarge
        ? new SqsError('RequestEntityTooLarge', error.message, 413)
        : undefined;
    void sendReply(res, errorReply(tooLarge ?? internal(error)), now());
  };

  return {
    setFaults: interceptor.setFaults,
    onCall: interceptor.onCall,
    handle: (req, res) => void answer(req, res).catch((error: unknown) => fail(res, error)),
    close: async () => core.close(),
    ensureQueue: ({ name, attributes = {}, redrive }) => {
      const policy = redrive && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: core.queues.arn(redrive.deadLetterQueueName),
          maxReceiveCount: redrive.maxReceiveCount,
        }),
      };
      core.queues.save(name, { ...attributes, ...policy }, now());
      return { url: `${base(undefined)}/${name}`, arn: core.queues.arn(name) };
    },
    setBaseUrl: (url) => {
      baseUrl = url.replace(/\/$/, '');
    },
    send: async (name, body, attributes = {}, delayMs) =>
      core.send(core.queues.get(name), {
        body,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
        ),
        ...(delayMs !== undefined && { delayMs }),
      }),
    receive: (name, { max, visibilityMs }) => core.receive(core.queues.get(name), max, visibilityMs, 0),
    delete: async (name, receiptHandles) => {
      for (const receipt of receiptHandles) core.messages.remove(core.queues.get(name), receipt);
    },
    release: async (name, receiptHandles, visibilityMs) => {
      for (const receipt of receiptHandles) releaseOne(core, name, receipt, visibilityMs);
    },
    onMessage: core.signals.listen,
    stats: () => core.queues.all().map(core.stats),
    hurry: async (name) => {
      for (const queue of name === undefined ? core.queues.all() : [core.queues.get(name)]) core.hurry(queue);
    },
  };
};

const releaseOne = (core: Core, name: string, receipt: string, visibilityMs: number): void => {
  try {
    core.setVisibility(core.queues.get(name), receipt, visibilityMs);
  } catch (error) {
    // Visible or taken by another already: there is nothing left to release.
    if (!(error instanceof SqsError) || !['MessageNotInflight', 'InvalidParameterValue'].includes(error.code))
      throw error;
  }
};

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const perform = async (core: Core, operation: string, request: unknown, baseUrl: string): Promise<Reply> => {
  try {
    const run = operations.get(operation);
    if (run === undefined)
      throw new SqsError('UnknownOperationException', `The local engine has no ${operation}`);
    if (typeof request !== 'object' || request === null)
      throw new SqsError('SerializationException', 'The request is not a JSON object');
    const result = await run(core, request as Record<string, unknown>, baseUrl);
    return jsonReply(200, result ?? {});
  } catch (error) {
    return errorReply(error instanceof SqsError ? error : internal(error));
  }
};

const internal = (error: unknown): SqsError => {
  console.error('SQS engine:', error);
  return new SqsError('InternalError', 'The engine failed; see its log', 500);
};

const errorReply = (error: SqsError): Reply => {
  const reply = jsonReply(error.status, {
    __type: `com.amazonaws.sqs#${error.code}`,
    message: error.message,
  });
  const fault = error.status >= 500 ? 'Receiver' : 'Sender';
  return { ...reply, headers: { ...reply.headers, 'x-amzn-query-error': `${error.queryCode};${fault}` } };
};

const jsonReply = (status: number, value: unknown): Reply => {
  const body = JSON.stringify(value);
  return {
    status,
    headers: { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': Buffer.byteLength(body) },
    body,
  };
};
