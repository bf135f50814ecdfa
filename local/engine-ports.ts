/** What the runtime needs of the embedded engines; they offer more. */

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

export type Queues = {
  readonly send: (name: string, body: string, attributes?: Readonly<Record<string, string>>) => Promise<void>;
  readonly receive: (name: string, max: number) => Promise<readonly QueueMessage[]>;
  readonly remove: (name: string, receiptHandles: readonly string[]) => Promise<void>;
  /** Called when a queue may have got something to receive. */
  readonly onMessage: (listener: (name: string) => void) => void;
  readonly stats: () => readonly QueueStats[];
  /** Makes messages of a queue that were received and not deleted visible now. */
  readonly hurry: (name: string) => Promise<void>;
};
