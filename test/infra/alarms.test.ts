import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runBooks } from '#infra/alarms/alarm.ts';
import { alarmsOf } from '#infra/alarms/list.ts';
import { budgetAlarms, burnRates, burnThreshold, windowId } from '#infra/alarms/objectives.ts';
import { ASKED_FOR } from '#infra/alarms/work.ts';
import { functionSpecs, isBehindApi } from '#infra/functions.ts';
import { availability } from '#infra/slo.ts';
import { queues } from '#shared/contracts/queues.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import { type Properties, resourceNamed, resourcesOf, templatesOf } from './support/templates.ts';

const nameOf = (logical: string) => `kefu-prod-${logical}`;
const list = alarmsOf({
  nameOf,
  tableName: nameOf('table'),
  apiId: 'api',
  signIn: { userPoolId: 'pool', clientId: 'client' },
});
const { service } = templatesOf('prod');
const alarms = resourcesOf(service, 'AWS::CloudWatch::Alarm').map(({ Properties: properties }) => properties);
const alarm = (id: string): Properties =>
  resourceNamed(service, 'AWS::CloudWatch::Alarm', 'AlarmName', nameOf(id)).Properties;
const folder = 'docs/runbooks';
/** Steps for what somebody decides to do, which no alarm asks for. */
const plannedWork: readonly string[] = ['recover-table', 'restore-drill', 'turn-keys'];

describe('Every alarm', () => {
  it('says what was seen, what people notice of it, and where it is written what to do', () => {
    for (const one of list) {
      expect(one.symptom.length, one.id).toBeGreaterThan(20);
      expect(one.impact.length, one.id).toBeGreaterThan(10);
      expect(alarm(one.id)['AlarmDescription']).toBe(
        `${one.symptom}. Impact: ${one.impact}. What to do: ${folder}/${one.runBook}.md`,
      );
    }
  });

  it('has a run book that tells how to look, how to help and when it is over', () => {
    for (const runBook of runBooks) {
      const file = `${folder}/${runBook}.md`;

      expect(existsSync(file), file).toBe(true);
      expect(readFileSync(file, 'utf8')).toMatch(
        /^# [\s\S]*## What it means[\s\S]*## Look[\s\S]*## Help[\s\S]*## Over when/,
      );
    }
  });

  it('leaves no run book unused', () => {
    const used = new Set<string>([...list, ...budgetAlarms].map(({ runBook }) => runBook));

    const others = readdirSync(folder).map((file) => file.replace('.md', ''));
    expect(others.filter((one) => !used.has(one) && !plannedWork.includes(one))).toEqual([]);
    expect([...used].sort()).toEqual([...runBooks].sort());
  });

  it('has a name of its own, and tells the topic when it starts and when it ends', () => {
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    for (const { id } of list) {
      expect(alarm(id)['AlarmActions'], id).toHaveLength(1);
      expect(alarm(id)['OKActions'], id).toEqual(alarm(id)['AlarmActions']);
    }
  });

  it('is deployed in prod; dev has those that tell of lost work', () => {
    const essential = list.filter((one) => one.essential).map(({ id }) => `kefu-dev-${id}`);
    const inDev = resourcesOf(templatesOf('dev').service, 'AWS::CloudWatch::Alarm').map(
      ({ Properties: properties }) => properties['AlarmName'],
    );

    expect(inDev.sort()).toEqual(essential.sort());
    // The first ten alarms of an account are free.
    expect(inDev.length).toBeLessThanOrEqual(10);
    expect(alarms.length).toBe(list.length + burnRates.length * 2);
  });
});

describe('What is watched', () => {
  it.each([
    ...Object.keys(queues).map((id) => `${id}-dlq`),
    'stream-failures',
    'schedule-failures',
    'event-failures',
  ])('%s rings at the first message', (queue) => {
    expect(alarm(queue)).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: nameOf(queue) }],
      Threshold: 1,
      EvaluationPeriods: 1,
      Period: 60,
      TreatMissingData: 'notBreaching',
    });
  });

  it.each(sweepIds)(
    '%s rings when its heartbeat stays away for two periods, and stays quiet while it beats',
    (schedule) => {
      expect(alarm(`${schedule}-missing`)).toMatchObject({
        Namespace: 'Kefu',
        MetricName: 'SweepCompleted',
        Dimensions: [{ Name: 'service', Value: nameOf(`schedules-${schedule}`) }],
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 2,
        Period: 60,
        TreatMissingData: 'breaching',
      });
    },
  );

  it.each(sweepIds)('%s rings when deadlines are noticed more than two minutes late', (schedule) => {
    expect(alarm(`${schedule}-late`)).toMatchObject({
      MetricName: 'SweepLagSeconds',
      Threshold: 120,
      EvaluationPeriods: 2,
    });
  });

  it.each(functionSpecs.filter((spec) => !isBehindApi(spec)))(
    '$id rings when it crashes or runs out of time',
    ({ bundle }) => {
      expect(alarm(`${bundle}-errors`)).toMatchObject({
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: nameOf(bundle) }],
        Threshold: 1,
      });
    },
  );

  it('sees functions behind the API by its answers: the first 5xx, and the slowest hundredth', () => {
    expect(functionSpecs.filter(isBehindApi).length).toBeGreaterThan(10);
    for (const [id, expected] of [
      ['api-failed', { MetricName: '5xx', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 }],
      [
        'api-slow',
        { MetricName: 'Latency', ExtendedStatistic: 'p99', Threshold: 5000, EvaluationPeriods: 3 },
      ],
    ] as const) {
      expect(alarm(id)).toMatchObject({ ...expected, Period: 300, TreatMissingData: 'notBreaching' });
      expect(alarm(id)['Dimensions']).toMatchObject([{ Name: 'ApiId', Value: { Ref: expect.any(String) } }]);
    }
  });

  it('tells of work that somebody asked for only where everything is watched', () => {
    for (const id of ASKED_FOR)
      expect(
        list.filter((one) => one.id === `${id}-dlq`).every(({ essential }) => !essential),
        id,
      ).toBe(true);
    expect(list.find(({ id }) => id === 'ticket-escalations-dlq')?.essential).toBe(true);
  });

  it('includes functions that were refused anywhere in the account', () => {
    expect(alarm('functions-throttled')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Threshold: 1,
    });
    expect(alarm('functions-throttled')['Dimensions']).toBeUndefined();
  });

  it('includes streams that fall behind, the table, holidays that end, and guessed passwords', () => {
    expect(alarm('publish-changes-behind')).toMatchObject({ MetricName: 'IteratorAge', Threshold: 300_000 });
    expect(alarm('calendar-coverage')).toMatchObject({
      MetricName: 'CalendarCoverageDays',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 60,
    });
    for (const id of ['table-throttled', 'table-errors', 'table-conflicts', 'sign-in-failures'])
      expect(alarm(id)['Metrics']).toBeDefined();
  });
});

describe('The error budget', () => {
  it('rings at the burn rates of the objective, when a long and a short window agree', () => {
    expect(burnRates.map(({ factor }) => burnThreshold(factor))).toEqual([0.0144, 0.006, 0.001]);
    expect(availability.objective).toBe(0.999);
    for (const rate of burnRates)
      for (const minutes of [rate.longMinutes, rate.shortMinutes]) {
        const window = alarm(windowId(rate, minutes));

        expect(window).toMatchObject({
          Threshold: burnThreshold(rate.factor),
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        });
        expect(window['AlarmActions']).toBeUndefined();
        expect(JSON.stringify(window['Metrics'])).toContain(`"Period":${minutes * 60}`);
      }
  });

  it('wakes somebody for the fast rates, and writes of the steady one what waits for a working day', () => {
    expect(budgetAlarms.map(({ id, rates }) => [id, rates.map((rate) => rate.id)])).toEqual([
      ['burn-page', ['fast', 'slow']],
      ['burn-ticket', ['steady']],
    ]);
    for (const { id, symptom, impact, runBook } of budgetAlarms) {
      const { Properties: made } = resourceNamed(
        service,
        'AWS::CloudWatch::CompositeAlarm',
        'AlarmName',
        nameOf(id),
      );
      expect(made['AlarmActions'], id).toHaveLength(1);
      expect(made['OKActions'], id).toEqual(made['AlarmActions']);
      expect(made['AlarmDescription']).toBe(
        `${symptom}. Impact: ${impact}. What to do: ${folder}/${runBook}.md`,
      );
    }
  });
});

describe('The dashboard', () => {
  it('shows requests, sweeps, queues, functions, table and streams on one page, in prod', () => {
    const [dashboard] = resourcesOf(service, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.Properties['DashboardBody']);

    for (const title of [
      'Requests',
      'Deadline sweeps finished',
      'Dead letters',
      'Function errors',
      'Table: conflicts',
      'Streams behind',
    ])
      expect(body).toContain(title);
    expect(resourcesOf(templatesOf('dev').service, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});

describe('The topic', () => {
  it('writes to the operators by mail, refuses plain HTTP, and is encrypted', () => {
    const [topic] = resourcesOf(service, 'AWS::SNS::Topic');
    const [subscription] = resourcesOf(service, 'AWS::SNS::Subscription');

    expect(topic?.Properties).toMatchObject({
      TopicName: nameOf('alarms'),
      KmsMasterKeyId: expect.anything(),
    });
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'kefu-alarms@example.com',
    });
    expect(JSON.stringify(resourcesOf(service, 'AWS::SNS::TopicPolicy'))).toContain(
      '"aws:SecureTransport":"false"',
    );
  });
});
