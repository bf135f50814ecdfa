import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallRecord, FaultPlan } from './engines/faults.ts';
import type { JsonObject } from './net/json.ts';

/** What the runtime needs of the embedded engines; they offer more. */

type Served = {
  /** Answers the service's wire protocol. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends when everything acknowledged is on disk. */
  readonly close: () => Promise<void>;
};

/** One change of a table, in DynamoDB's JSON. */
export type StreamRecord = {
  readonly sequenceNumber: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: object;
  readonly newImage?: object;
  readonly oldImage?: object;
  readonly approximateCreationMs: number;
  readonly sizeBytes: number;
  readonly expiredByTtl: boolean;
};

export type StreamSource = {
  /** Records after a sequence number, oldest first, at most `limit`; durable. */
  readonly readStream: (
    table: string,
    after: string | undefined,
    limit: number,
  ) => Promise<readonly StreamRecord[]>;
  /** The newest record's number. */
  readonly streamHead: (table: string) => string | undefined;
  readonly onChange: (listener: (table: string) => void) => void;
};

export type Tables = Served &
  StreamSource & {
    /** Throws a sentence for the reader when a table of this name has another shape. */
    readonly ensureTable: (createTableInput: JsonObject, ttlAttribute?: string) => Promise<void>;
    readonly sweepExpired: () => Promise<number>;
    /** Lets indexes follow their tables so many virtual milliseconds late; undefined lets them keep up. */
    readonly setIndexLag: (lag: ((table: string, index: string) => number) | undefined) => void;
    /** Lets reads that do not ask for consistency see items as they were so many virtual milliseconds ago. */
    readonly setReadLag: (ms: number) => void;
    /** Lets expired items lie for so many virtual milliseconds more before they are cleaned up. */
    readonly setExpiryDelay: (ms: number) => void;
  };

/** A message as `ReceiveMessage` answers it. */
export type QueueMessage = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** `ApproximateReceiveCount`, `SentTimestamp` and the like. */
  readonly attributes: Readonly<Record<string, string>>;
  /** In the shape of a Lambda event. */
  readonly messageAttributes: Readonly<Record<string, unknown>>;
};

export type QueueStats = {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
};

export type QueueDefinition = {
  readonly name: string;
  /** As in `CreateQueue`: numbers as texts. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly redrive?: { readonly deadLetterQueueName: string; readonly maxReceiveCount: number };
};

export type Queues = {
  readonly send: (name: string, body: string) => Promise<void>;
  readonly receive: (name: string, max: number) => Promise<readonly QueueMessage[]>;
  readonly remove: (name: string, receiptHandles: readonly string[]) => Promise<void>;
  /** Called when a queue may have got something to receive. */
  readonly onMessage: (listener: (name: string) => void) => void;
  readonly stats: () => readonly QueueStats[];
  /** Makes messages of a queue that were received and not deleted visible now. */
  readonly hurry: (name: string) => Promise<void>;
};

export type QueueEngine = Served &
  Queues & {
    readonly ensureQueue: (definition: QueueDefinition) => Promise<{ url: string; arn: string }>;
    /** Where queue URLs begin, e.g. `http://127.0.0.1:4566`. */
    readonly setBaseUrl: (url: string) => void;
  };

export type ObjectCreated = {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly eTag: string;
  /** As in notifications: `ObjectCreated:Put`. */
  readonly eventName: string;
};

export type Buckets = Served & {
  readonly ensureBucket: (name: string, properties: JsonObject) => Promise<void>;
  readonly onObjectCreated: (listener: (event: ObjectCreated) => Promise<void>) => void;
};

export type Engines = {
  readonly tables: Tables;
  readonly queues: QueueEngine;
  readonly buckets: Buckets;
  /** Disturbs calls to all engines, as a network or a crash would; undefined ends that. */
  readonly setFaults: (plan: FaultPlan | undefined) => void;
  /** Hears of every finished call to an engine; undefined ends that. */
  readonly onCall: (listener: ((record: CallRecord) => void) | undefined) => void;
};

export type EngineOptions = {
  readonly home: string;
  readonly now: () => number;
  readonly region: string;
  /** The secret behind every local access key. */
  readonly secretAccessKey: string;
};

export type OpenEngines = (options: EngineOptions) => Promise<Engines>;
