import { type AlarmState, evaluationRange, stateAfter } from './alarm-state.ts';
import { evaluateMath, type Series } from './math.ts';
import type { Metrics } from './metrics.ts';
import type { MetricAlarm, TemplateAlarms } from './template-alarms.ts';

/** An alarm that changed its state. */
export type Change = {
  readonly at: number;
  readonly name: string;
  readonly state: AlarmState;
  /** Somebody is told of it. */
  readonly tells: boolean;
};

export type Watch = {
  /** Looks at all alarms that are due at this instant; answers what changed. Instants only grow. */
  readonly look: (at: number) => Change[];
  readonly states: () => ReadonlyMap<string, AlarmState>;
  /** Names of the alarms that ring and tell somebody. */
  readonly ringing: () => string[];
};

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_S = 86_400;

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** More than a day as a whole: looked at once an hour, and not at what came after the hour began. */
const isMultiDay = ({ periodSeconds, evaluationPeriods }: MetricAlarm): boolean =>
  periodSeconds * evaluationPeriods > DAY_S;

/** The values an alarm sees at an instant: one for each period of its evaluation range, oldest first. */
export const pointsOf = (alarm: MetricAlarm, metrics: Metrics, at: number): Series => {
  const period = alarm.periodSeconds * 1000;
  const range = evaluationRange(alarm.evaluationPeriods);
  const series = (read: MetricAlarm['reads'][number]): Series =>
    Array.from({ length: range }, (_, n) => {
      const to = at - (range - 1 - n) * period;
      return metrics.statistic(read.name, read.statistic, to - period, to);
    });
  return evaluateMath(
    alarm.expression,
    Object.fromEntries(alarm.reads.map((read) => [read.id, series(read)])),
  );
};

/**
 * Evaluates the alarms of a template over metrics, as CloudWatch does: windows that slide with the look, standard alarms each minute, those
 * of more than a day each hour. Metrics are taken to arrive at once; on AWS they come one to three minutes later. Every alarm begins as `OK`.
 */
export const createWatch = ({ metric, composite }: TemplateAlarms, metrics: Metrics): Watch => {
  const states = new Map<string, AlarmState>();
  const ids = new Map<string, string>();
  const lookedAt = new Map<string, number>();
  for (const { name, logicalId } of [...metric, ...composite]) {
    states.set(name, 'OK');
    ids.set(logicalId, name);
  }
  const tells = new Set([...metric, ...composite].flatMap((one) => (one.tells ? [one.name] : [])));

  const stateOf = (alarm: MetricAlarm, at: number): AlarmState => {
    const isBreaching = comparisons[alarm.comparison];
    if (!isBreaching) throw new Error(`${alarm.name}: ${alarm.comparison} is not known here`);
    return stateAfter(
      { ...alarm, isBreaching: (value) => isBreaching(value, alarm.threshold) },
      pointsOf(alarm, metrics, at),
      states.get(alarm.name) ?? 'OK',
    );
  };
  const isDue = (alarm: MetricAlarm, at: number): boolean => {
    const every = isMultiDay(alarm) ? HOUR_MS : MINUTE_MS;
    const last = lookedAt.get(alarm.name);
    if (last !== undefined && at < last + every) return false;
    lookedAt.set(alarm.name, at);
    return true;
  };
  const set = (name: string, state: AlarmState, at: number): Change[] => {
    if (states.get(name) === state) return [];
    states.set(name, state);
    return [{ at, name, state, tells: tells.has(name) }];
  };
  return {
    look: (at) => [
      ...metric.flatMap((alarm) => {
        if (!isDue(alarm, at)) return [];
        return set(alarm.name, stateOf(alarm, isMultiDay(alarm) ? at - (at % HOUR_MS) : at), at);
      }),
      ...composite.flatMap(({ name, rule }) =>
        set(name, isTrue(rule, (id) => states.get(ids.get(id) ?? '') === 'ALARM') ? 'ALARM' : 'OK', at),
      ),
    ],
    states: () => states,
    ringing: () =>
      [...states].flatMap(([name, state]) => (state === 'ALARM' && tells.has(name) ? [name] : [])),
  };
};

/** Whether the rule of a composite alarm holds: `ALARM("…")`, `AND`, `OR`, `NOT` and brackets. */
export const isTrue = (rule: string, isRinging: (id: string) => boolean): boolean => {
  const tokens = rule.match(/ALARM\("?[^")]+"?\)|AND|OR|NOT|[()]/g) ?? [];
  let at = 0;
  const operand = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token === 'NOT') return !operand();
    const id = /^ALARM\("?([^")]+)"?\)$/.exec(token)?.[1];
    if (id !== undefined) return isRinging(id);
    if (token !== '(') throw new SyntaxError(`${rule}: ${token} is not understood here`);
    const inner = either();
    if (tokens[at++] !== ')') throw new SyntaxError(`${rule}: a bracket is not closed`);
    return inner;
  };
  const both = (): boolean => {
    let value = operand();
    while (tokens[at] === 'AND') {
      at++;
      const next = operand();
      value = value && next;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === 'OR') {
      at++;
      const next = both();
      value = value || next;
    }
    return value;
  };
  const value = either();
  if (at < tokens.length) throw new SyntaxError(`${rule}: ${String(tokens[at])} is left over`);
  return value;
};
