import type { Series } from './math.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

export type Rule = {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missing: MissingData;
  readonly isBreaching: (value: number) => boolean;
};

/**
 * How many periods CloudWatch looks at. It "attempts to retrieve a higher number of data points than the number specified as Evaluation
 * Periods" and shows five for three (AWS, Configuring how CloudWatch alarms treat missing data); the exact number is not told.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * The state of an alarm after a look at its evaluation range, oldest value first, as AWS describes it: real values count before anything is
 * filled in, from farther back if need be, and what is missing counts as few times as possible.
 */
export const stateAfter = (rule: Rule, points: Series, before: AlarmState): AlarmState => {
  const real = points.filter((point) => point !== undefined);
  const latest = real.slice(-rule.evaluationPeriods);
  const bad = latest.filter(rule.isBreaching).length;
  const ringing = (count: number): AlarmState => (count >= rule.datapointsToAlarm ? 'ALARM' : 'OK');
  const lacking = rule.evaluationPeriods - latest.length;
  if (lacking === 0 || rule.missing === 'notBreaching') return ringing(bad);
  if (rule.missing === 'breaching') return ringing(bad + lacking);
  if (real.length === 0) return rule.missing === 'missing' ? 'INSUFFICIENT_DATA' : before;
  if (bad < real.length || bad >= rule.datapointsToAlarm) return ringing(bad);
  // All that is there is bad, but it isn't enough: it rings early once the oldest of it is as old as it takes.
  const age = points.length - points.findIndex((point) => point !== undefined);
  if (age < rule.datapointsToAlarm || rule.missing === 'ignore') return before;
  return 'ALARM';
};
