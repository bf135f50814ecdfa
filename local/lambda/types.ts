/** A function as its template describes it, everything resolved. */
export type FunctionDefinition = {
  readonly name: string;
  readonly arn: string;
  /** The directory that holds the handler's module. */
  readonly codeDir: string;
  /** Changes with the code. */
  readonly codeId: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** The template's ReservedConcurrentExecutions. */
  readonly reservedConcurrency?: number;
  /** Why the function can't run here (another language, no code); invoking it then fails with this sentence. */
  readonly unsupported?: string;
};

/** How Lambda words a failure in its reply. */
export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

/** The outcome of one invocation; `payload` is JSON text. */
export type InvocationResult =
  | { readonly ok: true; readonly requestId: string; readonly payload: string }
  | {
      readonly ok: false;
      readonly requestId: string;
      readonly error: FunctionError;
      /** Lambda refused to run the function, whose code has seen nothing of the event. */
      readonly throttled?: true;
    };

/** An event for a worker. */
export type Invoke = {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly payload: string;
};

/** What the runtime tells a worker: an event, or to stand still until it is woken. */
export type ToWorker = Invoke | { readonly type: 'stand' };

/** What a worker tells the runtime. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'initError'; readonly error: FunctionError }
  | { readonly type: 'reply'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'failure'; readonly requestId: string; readonly error: FunctionError };

export type WorkerData = {
  readonly codeDir: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly logStream: string;
  /** The clock's offset, one signed 64-bit number of ms. */
  readonly clock: SharedArrayBuffer;
  /** This environment's own deviation from the clock, in ms, for tests of skew. */
  readonly skew: SharedArrayBuffer;
  /** One 32-bit number: 0 works, 1 is to stand still, 2 stands still. */
  readonly standstill: SharedArrayBuffer;
  /** Where calls that would leave the machine go; calls to its own port stay as they are. */
  readonly outboundPort: number;
};

/** Lambda's cap on a synchronous reply, in bytes. */
export const REPLY_CAP = 6 * 1024 * 1024;
