import type { CfnResource } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import {
  type Check,
  type CheckSettings,
  NOT_APPLICABLE,
  remembered,
  resolved,
  resourcesOf,
} from './check.ts';

/** Pairs of dimension and metric on which the app has alarms, as `FunctionName=kefu-dev-http-tickets/Errors`. */
const alarmedMetrics = (app: IConstruct): ReadonlySet<string> =>
  remembered(
    alarmed,
    app,
    () =>
      new Set(
        resourcesOf(app)
          .filter((one) => one instanceof CfnAlarm)
          .flatMap(metricsOf)
          .flatMap(({ name, dimensions }) =>
            dimensions.map((one) => `${one.name}=${textOf(one.value)}/${name}`),
          ),
      ),
  );
const alarmed = new WeakMap<IConstruct, ReadonlySet<string>>();

/** A name, or the reference that stands for it. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Watching = { name: string; dimensions: { name: string; value: unknown }[] };
const metricsOf = (alarm: CfnAlarm): Watching[] => {
  const single = {
    name: alarm.metricName ?? '',
    dimensions: (resolved(alarm, alarm.dimensions) ?? []) as Watching['dimensions'],
  };
  const parts = (resolved(alarm, alarm.metrics) ?? []) as {
    metricStat?: { metric: { metricName?: string; dimensions?: Watching['dimensions'] } };
  }[];
  return [
    single,
    ...parts.map(({ metricStat }) => ({
      name: metricStat?.metric.metricName ?? '',
      dimensions: metricStat?.metric.dimensions ?? [],
    })),
  ];
};

const isLastResort = (queue: CfnQueue): boolean => queue.redrivePolicy === undefined;

/** `kefu-dev-exports-dlq` keeps the dead letters of `exports`. */
const isAskedFor = (queue: CfnQueue, askedFor: ReadonlySet<string>): boolean =>
  [...askedFor].some((id) => queue.queueName?.endsWith(`-${id}-dlq`));

/** Functions behind the API are seen by its answers. */
const isBehindApi = ({ functionName }: CfnFunction): boolean => /^kefu-\w+-http-/.test(functionName ?? '');

const neededAlarms = (node: CfnResource, { allAlarms, askedFor }: CheckSettings): string[] | undefined => {
  if (node instanceof CfnQueue && isLastResort(node))
    return allAlarms || !isAskedFor(node, askedFor)
      ? [`QueueName=${String(node.queueName)}/ApproximateNumberOfMessagesVisible`]
      : undefined;
  if (!allAlarms) return undefined;
  if (node instanceof CfnApi)
    return ['5xx', 'Latency'].map((metric) => `ApiId=${textOf(resolved(node, node.ref))}/${metric}`);
  if (node instanceof CfnFunction)
    return isBehindApi(node) ? undefined : [`FunctionName=${String(node.functionName)}/Errors`];
  // The data keys are read and written in the same calls as the table: what fails there fails with it, and its alarms ring.
  if (node instanceof CfnGlobalTable && !String(node.tableName).endsWith('-data-keys'))
    return ['ThrottledRequests', 'SystemErrors'].map(
      (metric) => `TableName=${String(node.tableName)}/${metric}`,
    );
  return undefined;
};

export const alarmChecks: readonly Check[] = [
  {
    id: 'Watched',
    info: 'An alarm is missing that would tell of this resource.',
    explanation:
      'Work that was given up, and functions or tables that fail, must not wait for a customer to complain.',
    rule: (node, settings) => {
      const needed = neededAlarms(node, settings);
      if (needed === undefined) return NOT_APPLICABLE;
      const rings = alarmedMetrics(node.node.root);
      return needed.filter((alarm) => !rings.has(alarm));
    },
  },
];
