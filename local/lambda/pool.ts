import { randomUUID } from 'node:crypto';
import type { Environment } from './environment.ts';
import type { FunctionDefinition, InvocationResult } from './types.ts';

/** The environments of one function and the line of events that wait for one. */
export type FunctionPool = {
  readonly definition: FunctionDefinition;
  /** How many events may be handled at a time. */
  readonly concurrency: number;
  /** Waits until there is a place, as an event does that Lambda keeps for the function. */
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  /** For a caller who waits: refused at once beyond the reserved concurrency, and after ten seconds, or
   * behind two hundred others, where this machine has no more places. */
  readonly invokeNow: (payload: string) => Promise<InvocationResult>;
  readonly environments: () => readonly Environment[];
  /** Events being handled or waiting. */
  readonly busy: () => number;
  /** Environments that handle nothing now. */
  readonly idle: () => readonly Environment[];
  /** Ends an idle environment. */
  readonly end: (environment: Environment) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * AWS would start another environment at once; here a caller waits for one, but no longer than this: who has waited longer has mostly gone, and what is
 * done for those who have gone keeps the others waiting.
 */
const LONGEST_WAIT_MS = 10_000;
/** Behind so many nobody's turn would come in that time. */
const LONGEST_LINE = 200;

/** In the words of Lambda, whose reason is the account's concurrency where a function has none of its own. */
const throttled = (
  reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded',
): InvocationResult => ({
  ok: false,
  requestId: randomUUID(),
  throttled: true,
  error: { errorType: 'TooManyRequestsException', errorMessage: `Rate Exceeded. ${reason}` },
});

/** Environments are started when an event finds none free and the cap allows; beyond that events wait in the order they came. */
export const createPool = (
  definition: FunctionDefinition,
  start: () => Environment,
  {
    maxEnvironments,
    longestWaitMs = LONGEST_WAIT_MS,
  }: { maxEnvironments: number; longestWaitMs?: number | undefined },
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
  /** A place of one's own; false when none became free in time. */
  const place = async (patienceMs: number | undefined): Promise<boolean> => {
    if (running < concurrency) {
      running += 1;
      return true;
    }
    return new Promise((resolve) => {
      const mine = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const leave = (): void => {
        line.splice(line.indexOf(mine), 1);
        resolve(false);
      };
      const timer = patienceMs === undefined ? undefined : setTimeout(leave, patienceMs);
      line.push(mine);
    });
  };
  const run = async (payload: string, patienceMs: number | undefined): Promise<InvocationResult> => {
    if (definition.unsupported || concurrency === 0) {
      const errorMessage = definition.unsupported ?? `${definition.name} has a reserved concurrency of 0`;
      return { ok: false, requestId: 'none', error: { errorType: 'Unsupported', errorMessage } };
    }
    const isHopeless = patienceMs !== undefined && line.length >= LONGEST_LINE;
    if (isHopeless || !(await place(patienceMs))) return throttled('ConcurrentInvocationLimitExceeded');
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
    invoke: (payload) => run(payload, undefined),
    invokeNow: async (payload) =>
      running + line.length >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY) && concurrency > 0
        ? throttled('ReservedFunctionConcurrentInvocationLimitExceeded')
        : run(payload, longestWaitMs),
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
