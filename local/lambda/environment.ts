import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FromWorker, FunctionDefinition, FunctionError, InvocationResult, WorkerData } from './types.ts';
import { REPLY_CAP } from './types.ts';

export type EnvironmentSettings = {
  readonly definition: FunctionDefinition;
  /** The environment's own code; see `writeWorkerCode`. */
  readonly code: URL;
  readonly accessKeyId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: SharedArrayBuffer;
  readonly outboundPort: number;
  readonly log: (text: string) => void;
};

/** One execution environment: a thread with its own modules, variables and access key, which handles one event at a time. */
export type Environment = {
  readonly accessKeyId: string;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  /** False once the thread has ended, by itself, by a timeout or by `kill`. */
  readonly alive: () => boolean;
  /** The request being handled. */
  readonly current: () => string | undefined;
  /** Ends the thread at once, as a crash would; a running invocation fails. */
  readonly kill: () => Promise<void>;
  /** Stops the thread where it is; resolves once it stands still, or has ended. Its time limit goes on. */
  readonly freeze: () => Promise<void>;
  /** Lets a thread that stands still go on. */
  readonly wake: () => void;
  /** Sets this environment's deviation from the clock, in ms. */
  readonly setSkew: (ms: number) => void;
  readonly lastUsed: () => number;
};

const INIT_LIMIT_MS = 60_000;

type Pending = { readonly requestId: string; readonly finish: (result: InvocationResult) => void };

/** Starts a thread for a function; it answers its first event when its module is loaded. */
export const startEnvironment = (settings: EnvironmentSettings): Environment => {
  const { definition, log } = settings;
  const skew = new SharedArrayBuffer(8);
  const standstill = new Int32Array(new SharedArrayBuffer(4));
  const worker = spawn(settings, skew, standstill.buffer);
  let alive = true;
  let pending: Pending | undefined;
  let lastUsed = performance.now();
  let lastError: FunctionError | undefined;
  let settleInit: (failure: FunctionError | undefined) => void = () => undefined;
  const initialised = new Promise<FunctionError | undefined>((resolve) => {
    settleInit = resolve;
  });

  const finish = (outcome: { payload: string } | { error: FunctionError }): void => {
    const { requestId, finish: resolve } = pending ?? {};
    pending = undefined;
    lastUsed = performance.now();
    if (requestId === undefined) return;
    if ('error' in outcome) log(`ERROR ${requestId} ${JSON.stringify(outcome.error)}\n`);
    resolve?.(
      'error' in outcome ? { ok: false, requestId, ...outcome } : { ok: true, requestId, ...outcome },
    );
  };
  const end = (error: FunctionError): void => {
    alive = false;
    settleInit(error);
    finish({ error });
  };
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'ready') settleInit(undefined);
    else if (message.type === 'initError') end(message.error);
    else if (message.requestId === pending?.requestId) {
      finish(message.type === 'reply' ? capped(message.payload) : { error: message.error });
    }
  });
  worker.on('error', (thrown: unknown) => {
    lastError = errorOf(thrown);
  });
  worker.on('exit', (code) =>
    end(lastError ?? { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with code ${code}` }),
  );

  const kill = async (error: FunctionError): Promise<void> => {
    end(error);
    await worker.terminate();
  };
  const invoke = async (payload: string): Promise<InvocationResult> => {
    const requestId = randomUUID();
    const result = new Promise<InvocationResult>((resolve) => {
      pending = { requestId, finish: resolve };
    });
    const initTimer = setTimeout(() => void kill(timedOut(INIT_LIMIT_MS)), INIT_LIMIT_MS);
    const failed = await initialised;
    clearTimeout(initTimer);
    if (failed) {
      await worker.terminate();
      finish({ error: failed });
      return result;
    }
    const timer = setTimeout(() => void kill(timedOut(definition.timeoutMs)), definition.timeoutMs);
    worker.postMessage({ type: 'invoke', requestId, payload });
    return result.finally(() => clearTimeout(timer));
  };
  return {
    accessKeyId: settings.accessKeyId,
    invoke,
    alive: () => alive,
    current: () => pending?.requestId,
    kill: () => kill({ errorType: 'Runtime.ExitError', errorMessage: 'the environment was killed' }),
    freeze: async () => {
      Atomics.store(standstill, 0, 1);
      worker.postMessage({ type: 'stand' });
      while (alive && Atomics.load(standstill, 0) === 1)
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
    wake: () => {
      Atomics.store(standstill, 0, 0);
      Atomics.notify(standstill, 0);
    },
    setSkew: (ms) => void Atomics.store(new BigInt64Array(skew), 0, BigInt(Math.round(ms))),
    lastUsed: () => lastUsed,
  };
};

const spawn = (
  settings: EnvironmentSettings,
  skew: SharedArrayBuffer,
  standstill: SharedArrayBuffer,
): Worker => {
  const { definition, accessKeyId, log } = settings;
  const data: WorkerData = {
    codeDir: definition.codeDir,
    handler: definition.handler,
    functionName: definition.name,
    functionArn: definition.arn,
    timeoutMs: definition.timeoutMs,
    memoryMb: definition.memoryMb,
    logStream: accessKeyId,
    clock: settings.clock,
    skew,
    standstill,
    outboundPort: settings.outboundPort,
  };
  const worker = new Worker(settings.code, {
    workerData: data,
    env: { ...settings.variables, AWS_ACCESS_KEY_ID: accessKeyId },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    name: definition.name,
  });
  worker.stdout.setEncoding('utf8').on('data', log);
  worker.stderr.setEncoding('utf8').on('data', log);
  return worker;
};

const errorOf = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') }
    : { errorType: typeof thrown, errorMessage: String(thrown) };

const timedOut = (ms: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
});

const capped = (payload: string): { payload: string } | { error: FunctionError } =>
  Buffer.byteLength(payload) <= REPLY_CAP
    ? { payload }
    : {
        error: {
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage: `Response payload size exceeded maximum allowed payload size (${REPLY_CAP} bytes).`,
        },
      };
