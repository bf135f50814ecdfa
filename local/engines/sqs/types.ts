/** A message attribute on the wire. Binary is base64. */
export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
};

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A received message, as a queue worker's event carries it. */
export type Message = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** `ApproximateReceiveCount`, `SentTimestamp` (epoch milliseconds) and the like. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, WorkerAttribute>>;
};

/** A message attribute in the shape Lambda gives it. */
export type WorkerAttribute = {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: string;
  readonly stringListValues: readonly string[];
  readonly binaryListValues: readonly string[];
};

export type QueueStats = {
  readonly name: string;
  /** Messages that can be received now. */
  readonly visible: number;
  /** Received, not deleted, and hidden for now. */
  readonly inFlight: number;
  /** Never received, and hidden until their delay ends. */
  readonly delayed: number;
  /** All messages of the queue's dead-letter queue; 0 without one. */
  readonly deadLetters: number;
};

/** A stored message. Times are epoch milliseconds of the virtual clock. */
export type MessageRow = {
  readonly seq: number;
  readonly queue: string;
  readonly id: string;
  readonly body: string;
  readonly attributes: string | null;
  readonly system: string;
  readonly sent_ms: number;
  readonly visible_ms: number;
  readonly receives: number;
  readonly first_received_ms: number | null;
  readonly receipt: string | null;
  /** The queue it was taken from when it became a dead letter. */
  readonly source: string | null;
};

export type Queue = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
};

export type RedrivePolicy = { readonly deadLetterQueueName: string; readonly maxReceiveCount: number };
