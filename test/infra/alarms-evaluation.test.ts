import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MissingData, type Rule, stateAfter } from '#test/support/cloudwatch/alarm-state.ts';
import { evaluateMath } from '#test/support/cloudwatch/math.ts';
import { createMetrics } from '#test/support/cloudwatch/metrics.ts';
import { isTrue } from '#test/support/cloudwatch/watch.ts';

const points = (notation: string) =>
  notation.split(' ').map((token) => (token === '-' ? undefined : token === 'X' ? 1 : 0));
const ruleOf = (missing: MissingData, evaluationPeriods: number, datapointsToAlarm: number): Rule => ({
  evaluationPeriods,
  datapointsToAlarm,
  missing,
  isBreaching: (value) => value >= 1,
});
const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** The two tables of AWS, "Configuring how CloudWatch alarms treat missing data": a cell for each treatment; `RETAIN` keeps the state before. */
const published: readonly [string, number, readonly string[]][] = [
  ['0 - X - X', 3, ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', 3, ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', 3, ['INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK']],
  ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', 3, ['ALARM', 'RETAIN', 'ALARM', 'OK']],
  ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', 2, ['ALARM', 'RETAIN', 'ALARM', 'OK']],
];

describe('The state of an alarm', () => {
  it.each(published)(
    'is what AWS publishes for %s and %i of 3 data points',
    (notation, datapoints, cells) => {
      for (const [n, missing] of treatments.entries())
        for (const before of ['OK', 'ALARM'] as const)
          expect(stateAfter(ruleOf(missing, 3, datapoints), points(notation), before), missing).toBe(
            cells[n] === 'RETAIN' ? before : cells[n],
          );
    },
  );

  it('does not ring early where a first bad value may be followed by a good one', () => {
    for (const notation of ['- - - - X', '- - - X -'])
      expect(stateAfter(ruleOf('missing', 3, 3), points(notation), 'OK')).toBe('OK');
  });

  it('never depends on how missing data is treated while nothing is missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 5, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        (values, datapoints) => {
          const expected = values.slice(-3).reduce<number>((sum, value) => sum + value, 0) >= datapoints;
          for (const missing of treatments)
            expect(stateAfter(ruleOf(missing, 3, datapoints), values, 'OK')).toBe(expected ? 'ALARM' : 'OK');
        },
      ),
    );
  });
});

describe('Metric math', () => {
  const scope = { all: [100, undefined, 10, 40], failed: [1, 2, undefined, undefined] };

  it.each([
    ['IF(FILL(all,0) >= 20, FILL(failed,0) / all, 0)', [0.01, 0, 0, 0]],
    ['SUM([FILL(all,0),FILL(failed,0)])', [101, 2, 10, 40]],
    ['SUM([all,failed])', [101, 2, 10, 40]],
    ['all - failed', [99, undefined, undefined, undefined]],
    ['failed / (all - 10)', [1 / 90, undefined, undefined, undefined]],
    ['-failed + 2 * 3', [5, 4, undefined, undefined]],
    ['all > 10', [1, undefined, 0, 1]],
  ])('%s', (expression, expected) => {
    expect(evaluateMath(expression, scope)).toEqual(expected);
  });

  it.each(['all +', 'nobody + 1', 'RATE(all)', 'all failed', 'IF(all, 1)', '(all'])(
    'refuses %s',
    (expression) => {
      expect(() => evaluateMath(expression, scope)).toThrow();
    },
  );
});

describe('Statistics', () => {
  const name = { namespace: 'n', metric: 'm', dimensions: { a: '1', b: '2' } };

  it('are of the samples after the beginning and up to the end, and of nothing where there are none', () => {
    const metrics = createMetrics();
    for (const [at, value] of [
      [0, 9],
      [10, 1],
      [20, 5],
      [20, 3],
      [30, 7],
    ] as const)
      metrics.put({ ...name, dimensions: { b: '2', a: '1' } }, at, value);
    const of = (statistic: string, from: number, to: number) => metrics.statistic(name, statistic, from, to);

    expect(
      ['Sum', 'Maximum', 'Minimum', 'SampleCount', 'Average', 'p50', 'p99'].map((one) => of(one, 0, 20)),
    ).toEqual([9, 5, 1, 3, 3, 3, 5]);
    expect(of('Sum', 20, 29)).toBeUndefined();
    expect(metrics.statistic({ ...name, dimensions: {} }, 'Sum', 0, 20)).toBeUndefined();
    expect(() => metrics.put(name, 29, 1)).toThrow('later');
    expect(() => of('Median', 0, 20)).toThrow('Median');
  });
});

describe('The rule of a composite alarm', () => {
  const rings = (rule: string, ...ids: string[]) => isTrue(rule, (id) => ids.includes(id));

  it('holds by ALARM, AND, OR, NOT and brackets', () => {
    const rule = '((ALARM("a") AND ALARM("b")) OR (ALARM("c") AND NOT ALARM("d")))';

    expect(rings(rule, 'a', 'b')).toBe(true);
    expect(rings(rule, 'a')).toBe(false);
    expect(rings(rule, 'a', 'c')).toBe(true);
    expect(rings(rule, 'c', 'd')).toBe(false);
    expect(() => rings('(ALARM("a")')).toThrow();
    expect(() => rings('ALARM("a") ALARM("b")')).toThrow();
  });
});
