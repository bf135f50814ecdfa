import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { rerouteOutbound } from './outbound.ts';
import type { FromWorker, FunctionError, Invoke, ToWorker, WorkerData } from './types.ts';
import { installVirtualDate } from './virtual-date.ts';

/** One execution environment: loads the handler once, then answers one event at a time. */

type Handler = (event: unknown, context: unknown) => unknown;

const settings = workerData as WorkerData;
const clock = new BigInt64Array(settings.clock);
const skew = new BigInt64Array(settings.skew);
const standstill = new Int32Array(settings.standstill);
installVirtualDate(() => Number(Atomics.load(clock, 0) + Atomics.load(skew, 0)));
rerouteOutbound(settings.outboundPort);
process.setSourceMapsEnabled(true);

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

const errorOf = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') }
    : { errorType: typeof thrown, errorMessage: String(thrown) };

const moduleFile = (name: string): string => {
  const found = ['.mjs', '.js', '.cjs']
    .map((ending) => join(settings.codeDir, name + ending))
    .find(existsSync);
  if (!found)
    throw Object.assign(new Error(`Cannot find module '${name}'`), { name: 'Runtime.ImportModuleError' });
  return found;
};

const loadHandler = async (): Promise<Handler> => {
  const dot = settings.handler.lastIndexOf('.');
  const exported = settings.handler.slice(dot + 1);
  const module = (await import(pathToFileURL(moduleFile(settings.handler.slice(0, dot))).href)) as Record<
    string,
    unknown
  >;
  const handler = module[exported] ?? (module['default'] as Record<string, unknown> | undefined)?.[exported];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${settings.handler} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return handler as Handler;
};

const contextOf = (requestId: string): unknown => {
  const deadline = performance.now() + settings.timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: settings.logStream,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
};

const marshal = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw Object.assign(new Error(`Unable to stringify response body: ${String(error)}`), {
      name: 'Runtime.MarshalError',
    });
  }
};

const answer = async (handler: Handler, { requestId, payload }: Invoke): Promise<FromWorker> => {
  try {
    const result = await handler(JSON.parse(payload), contextOf(requestId));
    return { type: 'reply', requestId, payload: marshal(result) };
  } catch (thrown) {
    return { type: 'failure', requestId, error: errorOf(thrown) };
  }
};

/** The whole thread stops, timers and all, as a process does that is stopped by a signal or whose host is frozen. */
const standStill = (): void => {
  if (Atomics.compareExchange(standstill, 0, 1, 2) === 1) Atomics.wait(standstill, 0, 2);
};

try {
  const handler = await loadHandler();
  parentPort?.on('message', (message: ToWorker) => {
    if (message.type === 'stand') standStill();
    else void answer(handler, message).then(tell);
  });
  tell({ type: 'ready' });
} catch (thrown) {
  tell({ type: 'initError', error: errorOf(thrown) });
}
