import type { Template } from 'aws-cdk-lib/assertions';
import { sweepIds } from '#shared/contracts/schedules.ts';
import { type Properties, type Resource, resourcesOf } from './templates.ts';

/** List prices in USD a month, us-east-1 and eu-central-1 alike, November 2026; free tiers are left out, so that this is the upper bound. */
export const prices = {
  secret: 0.4,
  kmsKey: 1,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  /** A dashboard beyond the three that are free. */
  dashboard: 0,
  customMetric: 0.3,
  webAcl: 5,
  webAclRule: 1,
  machineClient: 6,
} as const;

type Item = keyof typeof prices;

/** Figures that the functions report: three of each sweep of the minute, the reach of the calendars, the age of the newest snapshot. */
export const OWN_METRICS = 3 * sweepIds.length + 2;

const counters: Record<string, (resource: Resource) => Partial<Record<Item, number>>> = {
  'AWS::SecretsManager::Secret': ({ Properties: { ReplicaRegions: replicas } }) => ({
    secret: 1 + ((replicas ?? []) as unknown[]).length,
  }),
  'AWS::KMS::Key': () => ({ kmsKey: 1 }),
  'AWS::CloudWatch::Alarm': ({ Properties: { Metrics: metrics } }) => ({
    alarmMetric:
      metrics === undefined
        ? 1
        : (metrics as Properties[]).filter(({ MetricStat }) => MetricStat !== undefined).length,
  }),
  'AWS::CloudWatch::CompositeAlarm': () => ({ compositeAlarm: 1 }),
  'AWS::CloudWatch::Dashboard': () => ({ dashboard: 1 }),
  'AWS::WAFv2::WebACL': ({ Properties: { Rules: rules } }) => ({
    webAcl: 1,
    webAclRule: (rules as unknown[]).length,
  }),
  'AWS::Cognito::UserPoolClient': ({ Properties: { AllowedOAuthFlows: flows } }) => ({
    machineClient: ((flows ?? []) as string[]).includes('client_credentials') ? 1 : 0,
  }),
};

/** How many of each thing with a monthly fee the templates hold. */
export const fixedItems = (templates: readonly Template[]): Record<Item, number> => {
  const items = Object.fromEntries(Object.keys(prices).map((item) => [item, 0])) as Record<Item, number>;
  items.customMetric = OWN_METRICS;
  for (const resource of templates.flatMap((template) => resourcesOf(template))) {
    for (const [item, count] of Object.entries(counters[resource.Type]?.(resource) ?? {}))
      items[item as Item] += count;
  }
  return items;
};

export const monthlyUsd = (items: Record<Item, number>): number =>
  Number(
    Object.entries(items)
      .reduce((sum, [item, count]) => sum + prices[item as Item] * count, 0)
      .toFixed(2),
  );
