import type { CfnResource } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { type Check, NOT_APPLICABLE, remembered, resolved, resourcesOf } from './check.ts';

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
            dimensions.map((one) => `${one.name}=${String(one.value)}/${name}`),
          ),
      ),
  );
const alarmed = new WeakMap<IConstruct, ReadonlySet<string>>();

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

const neededAlarms = (node: CfnResource, all: boolean): string[] | undefined => {
  if (node instanceof CfnQueue && isLastResort(node))
    return [`QueueName=${String(node.queueName)}/ApproximateNumberOfMessagesVisible`];
  if (!all) return undefined;
  if (node instanceof CfnFunction)
    return ['Errors', 'Duration'].map((metric) => `FunctionName=${String(node.functionName)}/${metric}`);
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
    rule: (node, { allAlarms }) => {
      const needed = neededAlarms(node, allAlarms);
      if (needed === undefined) return NOT_APPLICABLE;
      const rings = alarmedMetrics(node.node.root);
      return needed.filter((alarm) => !rings.has(alarm));
    },
  },
];
