import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../slo.ts';
import { MIN_REQUESTS } from './objectives.ts';

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

export const queueMetric = (queueName: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: Stats.MAXIMUM,
    period: minute,
  });

export const functionMetric = (functionName: string, metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period: fiveMinutes,
  });

export const accountConcurrency = (): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'ConcurrentExecutions',
    statistic: Stats.MAXIMUM,
    period: minute,
  });

/** Invocations refused anywhere in the account. */
export const accountThrottles = (): Metric =>
  new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: fiveMinutes });

/** A figure that the product itself reports; `service` is the name of the function that does. */
export const ownMetric = (
  functionName: string,
  metricName: string,
  statistic: string,
  period = minute,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: functionName },
    statistic,
    period,
  });

/** Operations that the product uses; the service counts errors and throttles for each of them apart. */
const OPERATIONS = ['TransactWriteItems', 'BatchGetItem', 'Query', 'UpdateItem'];

/** The sum of a table's metric over the operations in use. */
export const tableMetric = (tableName: string, metricName: string): IMetric => {
  const parts = OPERATIONS.map((Operation) => [
    `${metricName}_${Operation}`.toLowerCase(),
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName, Operation },
      statistic: Stats.SUM,
      period: fiveMinutes,
    }),
  ]);
  return new MathExpression({
    expression: `SUM([${parts.map(([id]) => `FILL(${String(id)},0)`).join(',')}])`,
    usingMetrics: Object.fromEntries(parts),
    label: metricName,
    period: fiveMinutes,
  });
};

/**
 * Transactions that met another one. A metric of DynamoDB that has no data leaves an alarm as it is, whatever the alarm says of missing data
 * (AWS, PutMetricAlarm): without the zeros it would ring on long after the last conflict.
 */
export const conflicts = (tableName: string): IMetric =>
  new MathExpression({
    expression: 'FILL(conflicts,0)',
    usingMetrics: {
      conflicts: new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'TransactionConflict',
        dimensionsMap: { TableName: tableName },
        statistic: Stats.SUM,
        period: fiveMinutes,
      }),
    },
    label: 'TransactionConflict',
    period: fiveMinutes,
  });

const apiMetric = (apiId: string, metricName: string, statistic: string, period: Duration): Metric =>
  new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId: apiId }, statistic, period });

export const requests = (apiId: string, period = fiveMinutes): Metric =>
  apiMetric(apiId, 'Count', Stats.SAMPLE_COUNT, period);
export const latency = (apiId: string, statistic: string): Metric =>
  apiMetric(apiId, 'Latency', statistic, fiveMinutes);

/** Requests that failed through our fault. */
export const failed = (apiId: string, period = fiveMinutes): Metric =>
  apiMetric(apiId, '5xx', Stats.SUM, period);

/** Share of requests that failed through our fault (5xx) in windows of that length; 0 where there were too few to tell. */
export const failedShare = (apiId: string, minutes: number): IMetric => {
  const period = Duration.minutes(minutes);
  return new MathExpression({
    expression: `IF(FILL(all,0) >= ${MIN_REQUESTS}, FILL(failed,0) / all, 0)`,
    usingMetrics: { all: requests(apiId, period), failed: failed(apiId, period) },
    label: `failed share, ${minutes} min`,
    period,
  });
};

/** Sign-ins that were refused: the pool counts every try and adds up those that succeeded. */
export const failedSignIns = (userPoolId: string, clientId: string): IMetric => {
  const tries = (statistic: string) =>
    new Metric({
      namespace: 'AWS/Cognito',
      metricName: 'SignInSuccesses',
      dimensionsMap: { UserPool: userPoolId, UserPoolClient: clientId },
      statistic,
      period: fiveMinutes,
    });
  return new MathExpression({
    expression: 'tries - successes',
    usingMetrics: { tries: tries(Stats.SAMPLE_COUNT), successes: tries(Stats.SUM) },
    label: 'refused sign-ins',
    period: fiveMinutes,
  });
};
