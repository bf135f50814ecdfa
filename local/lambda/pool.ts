import type { Environment } from './environment.ts';
import type { FunctionDefinition, InvocationResult } from './types.ts';

/** The environments of one function and the line of events that wait for one. */
export type FunctionPool = {
  readonly definition: FunctionDefinition;
  /** How many events may be handled at a time. */
  readonly concurrency: number;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  readonly environments: () => readonly Environment[];
  /** Events being handled or waiting. */
  readonly busy: () => number;
  /** Environments that handle nothing now. */
  readonly idle: () => readonly Environment[];
  /** Ends an idle environment. */
  readonly end: (environment: Environment) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Environments are started when an event finds none free and the cap allows; beyond that events wait in the order they came. */
export const createPool = (
  definition: FunctionDefinition,
  start: () => Environment,
  maxEnvironments: number,
): FunctionPool => {
  const concurrency = Math.min(maxEnvironments, definition.reservedConcurrency ?? maxEnvironments);
  const all = new Set<Environment>();
  const free: Environment[] = [];
  const line: (() => void)[] = [];
  let running = 0;

  const takeFree = (): Environment => {
    for (let one = free.pop(); one; one = free.pop()) {
      if (one.alive()) return one;
      all.delete(one);
    }
    const fresh = start();
    all.add(fresh);
    return fresh;
  };
  const giveBack = (one: Environment): void => {
    if (one.alive()) free.push(one);
    else all.delete(one);
    // The place is handed on, not freed: an event that comes just now must not slip in before the one that waited.
    const next = line.shift();
    if (next) next();
    else running -= 1;
  };
  const invoke = async (payload: string): Promise<InvocationResult> => {
    if (definition.unsupported || concurrency === 0) {
      const errorMessage = definition.unsupported ?? `${definition.name} has a reserved concurrency of 0`;
      return { ok: false, requestId: 'none', error: { errorType: 'Unsupported', errorMessage } };
    }
    if (running < concurrency) running += 1;
    else await new Promise<void>((resolve) => void line.push(resolve));
    const one = takeFree();
    try {
      return await one.invoke(payload);
    } finally {
      giveBack(one);
    }
  };
  return {
    definition,
    concurrency,
    invoke,
    environments: () => [...all].filter((one) => one.alive()),
    busy: () => running + line.length,
    idle: () => free.filter((one) => one.alive()),
    end: async (one) => {
      const at = free.indexOf(one);
      if (at < 0) return;
      free.splice(at, 1);
      all.delete(one);
      await one.kill();
    },
    close: async () => {
      await Promise.all([...all].map((one) => one.kill()));
      all.clear();
      free.length = 0;
    },
  };
};
