import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { queues } from '#shared/contracts/queues.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import * as metrics from '../alarms/metrics.ts';
import { burnThreshold } from '../alarms/objectives.ts';
import { functionSpecs, streamIds } from '../functions.ts';
import { availability } from '../slo.ts';

export type KefuDashboardProps = {
  readonly nameOf: (logical: string) => string;
  readonly apiId: string;
  readonly tableName: string;
  readonly alarms: readonly IAlarm[];
};

/** The one page an operator opens first: what customers see on top, what could be the cause below. */
export class KefuDashboard extends Construct {
  constructor(scope: Construct, id: string, props: KefuDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: props.nameOf('operations'),
      defaultInterval: Duration.hours(3),
    });
    for (const row of rowsOf(props)) dashboard.addWidgets(...row);
  }
}

const graph = (title: string, left: IMetric[], threshold?: number): GraphWidget =>
  new GraphWidget({
    title,
    left,
    width: 8,
    height: 6,
    ...(threshold === undefined ? {} : { leftAnnotations: [{ value: threshold }] }),
  });

const rowsOf = ({
  nameOf,
  apiId,
  tableName,
  alarms,
}: KefuDashboardProps): (AlarmStatusWidget | GraphWidget)[][] => {
  const named = (metricName: string, statistic: string, prefix: string) =>
    functionSpecs
      .filter((spec) => spec.id.startsWith(prefix))
      .map((spec) => metrics.functionMetric(nameOf(spec.bundle), metricName, statistic));
  const perQueue = (metricName: string, suffix = '') =>
    Object.keys(queues).map((queue) => metrics.queueMetric(nameOf(`${queue}${suffix}`), metricName));
  const perSweep = (metricName: string, statistic: string) =>
    sweepIds.map((schedule) => metrics.ownMetric(nameOf(`schedules-${schedule}`), metricName, statistic));
  return [
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 })],
    [
      graph('Requests', [metrics.requests(apiId)]),
      graph(
        `Failed share (${availability.objective * 100} % promised)`,
        [metrics.failedShare(apiId, 5)],
        burnThreshold(Math.max(...availability.burnRates.map(({ factor }) => factor))),
      ),
      graph('Latency', [metrics.latency(apiId, 'p50'), metrics.latency(apiId, 'p99')]),
    ],
    [
      graph('Deadline sweeps finished', perSweep('SweepCompleted', Stats.SUM)),
      graph('Deadlines noticed late by (s)', perSweep('SweepLagSeconds', Stats.MAXIMUM)),
      graph('Sweep duration', named('Duration', Stats.MAXIMUM, 'schedules/')),
    ],
    [
      graph('Messages waiting', perQueue('ApproximateNumberOfMessagesVisible')),
      graph('Oldest message (s)', perQueue('ApproximateAgeOfOldestMessage')),
      graph('Dead letters', perQueue('ApproximateNumberOfMessagesVisible', '-dlq'), 1),
    ],
    [
      graph('Function errors', named('Errors', Stats.SUM, '')),
      graph('Function throttles', named('Throttles', Stats.SUM, '')),
      graph('Functions, p99 (ms)', named('Duration', 'p99', '')),
    ],
    [
      graph('Table: refused and failed', [
        metrics.tableMetric(tableName, 'ThrottledRequests'),
        metrics.tableMetric(tableName, 'SystemErrors'),
      ]),
      graph('Table: conflicts', [metrics.conflicts(tableName)]),
      graph(
        'Streams behind (ms)',
        streamIds.map((stream) =>
          metrics.functionMetric(nameOf(`streams-${stream}`), 'IteratorAge', Stats.MAXIMUM),
        ),
      ),
    ],
  ];
};
