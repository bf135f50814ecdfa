import type { Environment } from './environment.ts';
import { startEnvironment } from './environment.ts';
import type { FunctionLogs } from './logs.ts';
import { createPool, type FunctionPool } from './pool.ts';
import type { FunctionDefinition, InvocationResult } from './types.ts';
import { writeWorkerCode } from './worker-code.ts';

export type WorkerInfo = {
  readonly functionName: string;
  readonly accessKeyId: string;
  /** The request being handled, if any. */
  readonly requestId?: string;
};

/** The execution environments, as a campaign of faults needs them. */
export type Workers = {
  readonly list: () => WorkerInfo[];
  /** The function whose environment signs with this key, also after its end. */
  readonly functionOf: (accessKeyId: string) => string | undefined;
  /** Ends the environment behind a key at once; false when there is none. Its running invocation fails like a crash. */
  readonly kill: (accessKeyId: string) => boolean;
  /** Stops the environment behind a key where it is, as SIGSTOP would; resolves when it stands still, false when there is none. */
  readonly freeze: (accessKeyId: string) => Promise<boolean>;
  /** Lets it go on; false when there is none. */
  readonly wake: (accessKeyId: string) => boolean;
  /** Lets one environment's `Date` deviate from the clock; false when there is none. */
  readonly setSkew: (accessKeyId: string, ms: number) => boolean;
};

export type LambdaService = {
  readonly define: (definition: FunctionDefinition) => void;
  readonly has: (name: string) => boolean;
  /** By name or ARN; throws when there is no such function. */
  readonly definitionOf: (nameOrArn: string) => FunctionDefinition;
  readonly concurrencyOf: (nameOrArn: string) => number;
  /** Waits for a free environment, runs the event and answers how it ended; never rejects for a failing function. */
  readonly invoke: (nameOrArn: string, payload: string) => Promise<InvocationResult>;
  /** As `invoke`, for a caller who waits for the answer: refused (`throttled`) where Lambda would refuse it. */
  readonly invokeNow: (nameOrArn: string, payload: string) => Promise<InvocationResult>;
  /** Events being handled or waiting for an environment. */
  readonly busy: () => number;
  readonly workers: Workers;
  readonly close: () => Promise<void>;
};

export type LambdaSettings = {
  readonly clock: SharedArrayBuffer;
  /** Where the environments' own code may be written. */
  readonly codeDir: string;
  readonly logs: FunctionLogs;
  /** The port of the engines, which also records outgoing calls. */
  readonly enginePort: () => number;
  /** Variables every function gets besides its own. */
  readonly variables: (definition: FunctionDefinition) => Record<string, string>;
  /** Stronger than the functions' own variables. */
  readonly extra: Readonly<Record<string, string>>;
  /** Told of every invocation that failed; for the terminal. */
  readonly onFailure: (functionName: string, result: InvocationResult & { ok: false }) => void;
  /** For each function. */
  readonly maxEnvironments?: number;
  /** For all functions together; beyond it, the one that has been idle longest ends when another starts. */
  readonly maxTotal?: number;
  readonly idleMs?: number;
  /** How long a caller of `invokeNow` waits for one of them, in ms. */
  readonly longestWaitMs?: number;
};

/** Functions and their environments: at most two for each function, ended after two idle minutes. */
export const createLambdaService = (settings: LambdaSettings): LambdaService => {
  const { maxEnvironments = 2, maxTotal = 24, idleMs = 120_000 } = settings;
  const code = writeWorkerCode(settings.codeDir);
  const pools = new Map<string, FunctionPool>();
  const owners = new Map<string, string>();
  let environments = 0;

  const poolOf = (nameOrArn: string): FunctionPool => {
    const name = nameOrArn.includes(':function:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
    const pool = pools.get(name);
    if (!pool) throw new Error(`there is no function ${nameOrArn}`);
    return pool;
  };
  const makeRoom = (): void => {
    const alive = [...pools.values()].reduce((sum, pool) => sum + pool.environments().length, 0);
    if (alive < maxTotal) return;
    const idle = [...pools.values()].flatMap((pool) => pool.idle().map((one) => ({ pool, one })));
    const [oldest] = idle.sort((a, b) => a.one.lastUsed() - b.one.lastUsed());
    if (oldest) void oldest.pool.end(oldest.one);
  };
  const start = (definition: FunctionDefinition): Environment => {
    makeRoom();
    environments += 1;
    const accessKeyId = `AKIALOCAL${String(environments).padStart(11, '0')}`;
    owners.set(accessKeyId, definition.name);
    return startEnvironment({
      definition,
      code,
      accessKeyId,
      variables: { ...settings.variables(definition), ...definition.environment, ...settings.extra },
      clock: settings.clock,
      outboundPort: settings.enginePort(),
      log: (text) => settings.logs.write(definition.name, text),
    });
  };
  const busy = () => [...pools.values()].reduce((sum, pool) => sum + pool.busy(), 0);
  const invokeBy =
    (how: 'invoke' | 'invokeNow') =>
    async (nameOrArn: string, payload: string): Promise<InvocationResult> => {
      const pool = poolOf(nameOrArn);
      const result = await pool[how](payload);
      if (!result.ok && !result.throttled) settings.onFailure(pool.definition.name, result);
      return result;
    };
  const environmentOf = (accessKeyId: string): Environment | undefined =>
    pools
      .get(owners.get(accessKeyId) ?? '')
      ?.environments()
      .find((one) => one.accessKeyId === accessKeyId);

  const reaper = setInterval(() => {
    for (const pool of pools.values()) {
      for (const one of pool.idle()) if (performance.now() - one.lastUsed() >= idleMs) void pool.end(one);
    }
  }, 15_000);
  reaper.unref();

  return {
    define: (definition) => {
      pools.set(
        definition.name,
        createPool(definition, () => start(definition), {
          maxEnvironments,
          longestWaitMs: settings.longestWaitMs,
        }),
      );
    },
    has: (name) => pools.has(name),
    definitionOf: (nameOrArn) => poolOf(nameOrArn).definition,
    concurrencyOf: (nameOrArn) => poolOf(nameOrArn).concurrency,
    invoke: invokeBy('invoke'),
    invokeNow: invokeBy('invokeNow'),
    busy,
    workers: {
      list: () =>
        [...pools.values()].flatMap((pool) =>
          pool.environments().map((one) => {
            const requestId = one.current();
            const base = { functionName: pool.definition.name, accessKeyId: one.accessKeyId };
            return requestId === undefined ? base : { ...base, requestId };
          }),
        ),
      functionOf: (accessKeyId) => owners.get(accessKeyId),
      kill: (accessKeyId) => {
        const one = environmentOf(accessKeyId);
        void one?.kill();
        return one !== undefined;
      },
      freeze: async (accessKeyId) => {
        const one = environmentOf(accessKeyId);
        await one?.freeze();
        return one !== undefined;
      },
      wake: (accessKeyId) => {
        const one = environmentOf(accessKeyId);
        one?.wake();
        return one !== undefined;
      },
      setSkew: (accessKeyId, ms) => {
        const one = environmentOf(accessKeyId);
        one?.setSkew(ms);
        return one !== undefined;
      },
    },
    close: async () => {
      clearInterval(reaper);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};
