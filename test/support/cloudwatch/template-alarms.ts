import type { MissingData } from './alarm-state.ts';
import type { MetricName, Statistic } from './metrics.ts';

/** One metric that an alarm reads. */
export type Read = { readonly id: string; readonly name: MetricName; readonly statistic: Statistic };

/** A metric alarm as a template has it. */
export type MetricAlarm = {
  readonly logicalId: string;
  readonly name: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparison: string;
  readonly threshold: number;
  readonly missing: MissingData;
  readonly reads: readonly Read[];
  /** What is computed of the metrics by their ids. */
  readonly expression: string;
  /** Tells somebody when it rings. */
  readonly tells: boolean;
  readonly description: string;
};

/** An alarm made of others. */
export type CompositeAlarm = {
  readonly logicalId: string;
  readonly name: string;
  /** With `ALARM("<logical id>")` for each alarm it looks at. */
  readonly rule: string;
  readonly tells: boolean;
  readonly description: string;
};

export type TemplateAlarms = {
  readonly metric: readonly MetricAlarm[];
  readonly composite: readonly CompositeAlarm[];
};

type Properties = Readonly<Record<string, unknown>>;
type Template = { readonly Resources: Readonly<Record<string, { Type: string; Properties?: Properties }>> };
type Query = { Id: string; Expression?: string; ReturnData?: boolean; MetricStat?: Stat };
type Stat = { Metric: Properties; Period: number; Stat: string };

/** Every alarm of a synthesized template. Throws on one that says something this reader doesn't know. */
export const templateAlarms = (template: unknown): TemplateAlarms => {
  const resources = Object.entries((template as Template).Resources);
  const ofType = (type: string) =>
    resources.flatMap(([logicalId, resource]) =>
      resource.Type === type ? [{ logicalId, properties: resource.Properties ?? {} }] : [],
    );
  return {
    metric: ofType('AWS::CloudWatch::Alarm').map(({ logicalId, properties }) =>
      metricAlarm(logicalId, properties),
    ),
    composite: ofType('AWS::CloudWatch::CompositeAlarm').map(({ logicalId, properties }) => ({
      logicalId,
      name: String(properties['AlarmName']),
      rule: ruleText(properties['AlarmRule']),
      ...about(properties),
    })),
  };
};

const KNOWN: ReadonlySet<string> = new Set([
  ...['AlarmName', 'AlarmDescription', 'AlarmActions', 'OKActions', 'ComparisonOperator', 'Threshold'],
  ...[
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'TreatMissingData',
    'Period',
    'Statistic',
    'ExtendedStatistic',
  ],
  ...['Namespace', 'MetricName', 'Dimensions', 'Metrics'],
]);

const about = (properties: Properties) => ({
  tells: ((properties['AlarmActions'] ?? []) as unknown[]).length > 0,
  description: String(properties['AlarmDescription'] ?? ''),
});

const metricAlarm = (logicalId: string, properties: Properties): MetricAlarm => {
  const strange = Object.keys(properties).filter((name) => !KNOWN.has(name));
  if (strange.length > 0) throw new Error(`${logicalId}: ${strange.join(', ')} is not known here`);
  const evaluationPeriods = Number(properties['EvaluationPeriods']);
  return {
    logicalId,
    name: String(properties['AlarmName']),
    evaluationPeriods,
    datapointsToAlarm: Number(properties['DatapointsToAlarm'] ?? evaluationPeriods),
    comparison: String(properties['ComparisonOperator']),
    threshold: Number(properties['Threshold']),
    missing: (properties['TreatMissingData'] ?? 'missing') as MissingData,
    ...about(properties),
    ...(properties['Metrics'] === undefined
      ? single(properties)
      : computed(logicalId, properties['Metrics'] as Query[])),
  };
};

type Watched = Pick<MetricAlarm, 'periodSeconds' | 'reads' | 'expression'>;

const single = (properties: Properties): Watched => ({
  periodSeconds: Number(properties['Period']),
  reads: [
    {
      id: 'value',
      name: nameOf(properties),
      statistic: String(properties['Statistic'] ?? properties['ExtendedStatistic']),
    },
  ],
  expression: 'value',
});

const computed = (logicalId: string, queries: readonly Query[]): Watched => {
  const stats = queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ id: Id, ...MetricStat }] : []));
  const [result, ...others] = queries.filter(({ ReturnData }) => ReturnData !== false);
  const periods = [...new Set(stats.map(({ Period }) => Number(Period)))];
  const [periodSeconds] = periods;
  if (result?.Expression === undefined || others.length > 0 || periods.length !== 1 || !periodSeconds)
    throw new Error(`${logicalId}: one expression over metrics of one period is understood here`);
  return {
    periodSeconds,
    reads: stats.map(({ id, Metric, Stat }) => ({ id, name: nameOf(Metric), statistic: Stat })),
    expression: result.Expression,
  };
};

/** A dimension whose value is known only after deployment stands under its own name: `ApiId=ApiId`. */
const nameOf = (metric: Properties): MetricName => ({
  namespace: String(metric['Namespace']),
  metric: String(metric['MetricName']),
  dimensions: Object.fromEntries(
    ((metric['Dimensions'] ?? []) as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [
      Name,
      typeof Value === 'string' ? Value : Name,
    ]),
  ),
});

const ruleText = (rule: unknown): string => {
  if (typeof rule === 'string') return rule;
  const parts = (rule as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [];
  return parts
    .map((part) =>
      typeof part === 'string' ? part : ((part as Record<string, string[]>)['Fn::GetAtt']?.[0] ?? ''),
    )
    .join('');
};
