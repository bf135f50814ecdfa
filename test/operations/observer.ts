import { streamIds } from '#infra/functions.ts';
import type { FaultPlan } from '#local/engines/faults.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import { everyAlarm } from '#test/support/cloudwatch/every-alarm.ts';
import { createMetrics } from '#test/support/cloudwatch/metrics.ts';
import { type Change, createWatch, type Watch } from '#test/support/cloudwatch/watch.ts';
import type { Journey } from '#test/support/local-stack.ts';
import { followLogs, type Line } from './log-files.ts';

const PREFIX = 'kefu-dev-';
const nameOf = (logical: string): string => PREFIX + logical;

/** What the functions of a local stack really write, and what its engines really do, as CloudWatch would be told of it. */
export type Observer = {
  readonly watch: Watch;
  /** Everything that was logged, oldest first for each function. */
  readonly lines: readonly Line[];
  /** Counts an answer of the API. */
  readonly answered: (status: number, ms: number) => void;
  /** A figure that only the caller has, e.g. how long a run took. */
  readonly put: (
    namespace: string,
    metric: string,
    dimensions: Record<string, string>,
    value: number,
  ) => void;
  /** A plan of faults around which calls are counted; without one they are counted only. */
  readonly disturb: (plan?: FaultPlan) => void;
  /** Takes what came since the last look, and looks at all alarms. `settledMs`: how long it took until everything was handled. */
  readonly look: (settledMs: number) => Change[];
};

/**
 * Alarms of every stage but those left out (by id), over a running stack that writes metrics. Nothing that the engines did before this call is
 * counted.
 */
export const observe = (journey: Journey, without: readonly string[] = []): Observer => {
  const { stack } = journey;
  const metrics = createMetrics();
  const { metric, composite } = everyAlarm(nameOf);
  const isWatched = ({ name }: { name: string }): boolean => !without.some((id) => name === nameOf(id));
  const watch = createWatch({ metric: metric.filter(isWatched), composite }, metrics);
  const files = followLogs(journey.home);
  // What was before is read as well, and counts for nothing.
  const lines: Line[] = [...files.next()];
  const waitingSince = new Map<string, number>();
  let looked = stack.clock.now();
  const answers: { status: number; ms: number }[] = [];
  let disturbed = false;
  const refused: { metric: string; operation: string | undefined }[] = [];

  stack.engines.onCall(({ service, operation, status }) => {
    if (service !== 'dynamodb') return;
    if (status >= 500) refused.push({ metric: 'SystemErrors', operation });
    // These have no conditions that could fail: what an engine refuses by itself it refuses for its pace.
    if (!disturbed && status === 400 && (operation === 'Query' || operation === 'BatchGetItem'))
      refused.push({ metric: 'ThrottledRequests', operation });
  });
  const counting: FaultPlan = ({ service, operation }) =>
    service === 'dynamodb' && operation === 'TransactWriteItems'
      ? { kind: 'rewrite', body: (body) => body, answer: conflictsIn }
      : undefined;
  const conflictsIn = (answer: unknown): unknown => {
    const { CancellationReasons: reasons = [] } = answer as { CancellationReasons?: { Code?: string }[] };
    if (reasons.some(({ Code }) => Code === 'TransactionConflict'))
      refused.push({ metric: 'TransactionConflict', operation: undefined });
    return answer;
  };
  const disturb = (plan?: FaultPlan): void => {
    disturbed = plan !== undefined;
    stack.engines.setFaults((call) => {
      const fault = plan?.(call);
      if (fault?.kind === 'error' && /Throughput|Throttling/.test(fault.code))
        refused.push({ metric: 'ThrottledRequests', operation: call.operation });
      return fault ?? counting(call);
    });
  };
  disturb();

  const now = (): number => stack.clock.now();
  const put: Observer['put'] = (namespace, metric, dimensions, value) =>
    metrics.put({ namespace, metric, dimensions }, now(), value);

  /** Lines come from several threads: within a look they are put in the order of their instants. */
  const takeLogs = (at: number): void => {
    const fresh = files.next();
    lines.push(...fresh);
    const figures = fresh.flatMap(({ functionName, text }) => [
      ...figuresOf(text),
      ...(text.startsWith('ERROR ')
        ? [
            {
              at,
              namespace: 'AWS/Lambda',
              metric: 'Errors',
              dimensions: { FunctionName: functionName },
              value: 1,
            },
          ]
        : []),
    ]);
    for (const { at: written, namespace, metric, dimensions, value } of figures.toSorted(
      (a, b) => a.at - b.at,
    ))
      metrics.put({ namespace, metric, dimensions }, Math.min(at, Math.max(looked + 1, written)), value);
  };
  const takeQueues = (at: number): void => {
    for (const { name, visible, inFlight } of stack.engines.queues.stats()) {
      if (visible + inFlight === 0) waitingSince.delete(name);
      else if (!waitingSince.has(name)) waitingSince.set(name, at);
      const age = (at - (waitingSince.get(name) ?? at)) / 1000;
      put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: name }, visible);
      put('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: name }, age);
    }
  };
  const takeCalls = (): void => {
    for (const { status, ms } of answers.splice(0)) {
      put('AWS/ApiGateway', 'Count', { ApiId: 'ApiId' }, 1);
      put('AWS/ApiGateway', '5xx', { ApiId: 'ApiId' }, Number(status >= 500));
      put('AWS/ApiGateway', 'Latency', { ApiId: 'ApiId' }, ms);
    }
    for (const { metric, operation } of refused.splice(0))
      put(
        'AWS/DynamoDB',
        metric,
        { TableName: nameOf('table'), ...(operation === undefined ? {} : { Operation: operation }) },
        1,
      );
  };
  // Both sweeps were there in the minute before: what a function prints may be read a look later.
  for (const id of sweepIds) put('Kefu', 'SweepCompleted', { service: nameOf(`schedules-${id}`) }, 1);
  return {
    watch,
    lines,
    answered: (status, ms) => void answers.push({ status, ms }),
    put,
    disturb,
    look: (settledMs) => {
      const at = now();
      takeLogs(at);
      takeQueues(now());
      takeCalls();
      // A run and whatever followed from it took no longer than that, and no stream is farther behind.
      for (const id of sweepIds)
        put('AWS/Lambda', 'Duration', { FunctionName: nameOf(`schedules-${id}`) }, settledMs);
      for (const id of streamIds)
        put('AWS/Lambda', 'IteratorAge', { FunctionName: nameOf(`streams-${id}`) }, settledMs);
      put('AWS/Lambda', 'ConcurrentExecutions', {}, stack.workers.list().length);
      looked = now();
      return watch.look(looked);
    },
  };
};

type Figure = {
  readonly at: number;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
};
type Embedded = {
  readonly _aws?: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
} & Readonly<Record<string, unknown>>;

/** The figures in a line of CloudWatch's embedded metric format; none in any other line. */
export const figuresOf = (text: string): Figure[] => {
  if (!text.startsWith('{') || !text.includes('"_aws"')) return [];
  const line = JSON.parse(text) as Embedded;
  return (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name }) =>
        [line[Name]].flat().map((value) => ({
          at: line._aws?.Timestamp ?? 0,
          namespace: Namespace,
          metric: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(line[name])])),
          value: Number(value),
        })),
      ),
    ),
  );
};
