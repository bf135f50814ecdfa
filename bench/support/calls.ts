import type { Call, CallRecord } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import type { Exchange } from './floor.ts';

type Observed = Pick<LocalStack, 'engines' | 'workers'>;

/** Long enough that calls sent together overlap and calls sent one after another don't, on a machine that is busy. */
const STRETCH_MS = 25;

/** The calls to DynamoDB of functions whose name begins so, while `run` runs. */
export const callsDuring = async (
  { engines, workers }: Observed,
  functions: string,
  run: () => Promise<unknown>,
): Promise<CallRecord[]> => {
  const calls: CallRecord[] = [];
  engines.onCall((record) => {
    if (isOf(workers, functions, record)) calls.push(record);
  });
  try {
    await run();
  } finally {
    engines.onCall(undefined);
  }
  return calls;
};

/** The same with each call stretched, so that their order in time can be told from the log. */
export const stretchedCalls = async (
  stack: Observed,
  functions: string,
  run: () => Promise<unknown>,
): Promise<CallRecord[]> => {
  stack.engines.setFaults((call) =>
    isOf(stack.workers, functions, call) ? { kind: 'delay', ms: STRETCH_MS } : undefined,
  );
  try {
    return await callsDuring(stack, functions, run);
  } finally {
    stack.engines.setFaults(undefined);
  }
};

/** What those calls asked and were answered. */
export const exchangesDuring = async (
  { engines, workers }: Observed,
  functions: string,
  run: () => Promise<unknown>,
): Promise<Exchange[]> => {
  const exchanges: Exchange[] = [];
  engines.setFaults((call) => {
    if (!isOf(workers, functions, call)) return undefined;
    return {
      kind: 'rewrite',
      body: (request) => request,
      answer: (reply) => {
        exchanges.push({ operation: call.operation, request: call.body, reply });
        return reply;
      },
    };
  });
  try {
    await run();
  } finally {
    engines.setFaults(undefined);
  }
  return exchanges;
};

const isOf = (
  workers: Observed['workers'],
  functions: string,
  { service, accessKeyId }: Pick<Call, 'service' | 'accessKeyId'>,
): boolean => service === 'dynamodb' && (workers.functionOf(accessKeyId) ?? '').includes(functions);
