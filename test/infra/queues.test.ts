import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_FAMILIES, CHANGE_TYPES } from '#shared/adapters/dynamo/keys.ts';
import { type QueueId, queues, visibilitySeconds } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { webhookEventTypes } from '#shared/contracts/webhooks.ts';
import {
  type Properties,
  type Resource,
  referredId,
  resourceNamed,
  resourcesOf,
  templatesOf,
} from './support/templates.ts';

const { service } = templatesOf('dev');
const queueNamed = (name: string): Resource =>
  resourceNamed(service, 'AWS::SQS::Queue', 'QueueName', `kefu-dev-${name}`);
const idOf = (bundle: string): string =>
  resourceNamed(service, 'AWS::Lambda::Function', 'FunctionName', `kefu-dev-${bundle}`).logicalId;
const sourceOf = (bundle: string): Properties => {
  const found = resourcesOf(service, 'AWS::Lambda::EventSourceMapping').find(
    ({ Properties: properties }) => referredId(properties['FunctionName']) === idOf(bundle),
  );
  if (!found) throw new Error(`nothing feeds ${bundle}`);
  return found.Properties;
};
const days = (count: number) => count * 86_400;
const queueIds = Object.keys(queues) as QueueId[];
const scheduleIds = Object.keys(schedules) as ScheduleId[];

describe.each(queueIds)('The queue %s', (queueId) => {
  const contract = queues[queueId];
  const { Properties: queue, logicalId } = queueNamed(queueId);
  const source = sourceOf(`workers-${queueId}`);

  it('hides a message for six times the time its worker may take, and the batching window', () => {
    const window = Number(source['MaximumBatchingWindowInSeconds'] ?? 0);

    expect(queue['VisibilityTimeout']).toBe(visibilitySeconds(contract));
    expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * contract.timeoutSeconds + window);
  });

  it('puts a message aside after the tries of the contract, where it outlives the queue', () => {
    const { deadLetterTargetArn: target, maxReceiveCount } = queue['RedrivePolicy'] as {
      deadLetterTargetArn: unknown;
      maxReceiveCount: number;
    };
    const deadLetters = queueNamed(`${queueId}-dlq`);

    expect(maxReceiveCount).toBe(contract.maxReceives);
    expect(referredId(target)).toBe(deadLetters.logicalId);
    expect(queue['MessageRetentionPeriod']).toBe(days(4));
    expect(deadLetters.Properties['MessageRetentionPeriod']).toBe(days(14));
  });

  it('hands batches to its worker of which single messages may fail, to so many at once', () => {
    expect(referredId(source['EventSourceArn'])).toBe(logicalId);
    expect(source).toMatchObject({
      BatchSize: contract.batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: contract.maxConcurrency },
    });
  });
});

describe('All queues', () => {
  it('are encrypted and refuse plain HTTP', () => {
    const policies = resourcesOf(service, 'AWS::SQS::QueuePolicy').map(({ Properties: properties }) =>
      JSON.stringify(properties),
    );

    for (const { logicalId, Properties: queue } of resourcesOf(service, 'AWS::SQS::Queue')) {
      expect(queue['SqsManagedSseEnabled']).toBe(true);
      expect(
        policies.some(
          (policy) =>
            policy.includes(`"Ref":"${logicalId}"`) && policy.includes('"aws:SecureTransport":"false"'),
        ),
      ).toBe(true);
    }
  });

  it("are under the customer's key in prod", () => {
    for (const { Properties: queue } of resourcesOf(templatesOf('prod').service, 'AWS::SQS::Queue'))
      expect(queue['KmsMasterKeyId']).toBeDefined();
  });

  it('are those of the contract, their dead letters, and the ends of streams, schedules and rules', () => {
    const names = resourcesOf(service, 'AWS::SQS::Queue').map(
      ({ Properties: properties }) => properties['QueueName'],
    );

    expect(names.sort()).toEqual(
      [
        ...queueIds.flatMap((id) => [id, `${id}-dlq`]),
        'stream-failures',
        'schedule-failures',
        'event-failures',
      ]
        .map((name) => `kefu-dev-${name}`)
        .sort(),
    );
  });

  it('never show a message to a second worker while the first may still be at it, whatever the timeout', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        (timeoutSeconds) => visibilitySeconds({ timeoutSeconds }) >= 6 * timeoutSeconds,
      ),
    );
  });
});

describe.each(['publish-changes', 'aggregates'])('The stream consumer %s', (stream) => {
  const source = sourceOf(`streams-${stream}`);

  it('sees facts that were added, and only what it has a use for besides', () => {
    const { Filters: filters } = source['FilterCriteria'] as { Filters: { Pattern: string }[] };
    const facts = { eventName: ['INSERT'], dynamodb: { NewImage: { t: { S: ['event'] } } } };
    const records = [
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { t: { S: [...CHANGE_TYPES] } } } },
      {
        eventName: ['REMOVE'],
        dynamodb: { Keys: { pk: { S: CHANGE_FAMILIES.map((prefix) => ({ prefix })) } } },
      },
    ];

    expect(filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(
      stream === 'publish-changes' ? [facts, ...records] : [facts],
    );
    // Filters of one mapping are five at most, each of 4,096 characters.
    for (const { Pattern } of filters) expect(Pattern.length).toBeLessThan(4096);
  });

  it('isolates a record that spoils its batch, and gives it up within the life of the stream', () => {
    const { OnFailure } = source['DestinationConfig'] as { OnFailure: { Destination: unknown } };

    expect(source).toMatchObject({
      BisectBatchOnFunctionError: true,
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    // Fewer are used up within minutes while the bus or the table is away, and a person has to send again what was well.
    expect(Number(source['MaximumRetryAttempts'])).toBeGreaterThanOrEqual(100);
    expect(Number(source['MaximumRecordAgeInSeconds'])).toBeLessThan(days(1));
    expect(referredId(OnFailure.Destination)).toBe(queueNamed('stream-failures').logicalId);
  });

  it('works on one batch of a shard at a time, so that the order of a ticket holds', () => {
    expect(source['ParallelizationFactor']).toBe(1);
  });
});

describe.each(scheduleIds)('The schedule %s', (scheduleId) => {
  const contract = schedules[scheduleId];
  const schedule = resourceNamed(
    service,
    'AWS::Scheduler::Schedule',
    'Name',
    `kefu-dev-${scheduleId}`,
  ).Properties;
  const target = schedule['Target'] as {
    Arn: unknown;
    RetryPolicy: Record<string, number>;
    DeadLetterConfig: { Arn: unknown };
  };

  it('fires when the contract says, at its own function', () => {
    expect(schedule).toMatchObject({
      ScheduleExpression: contract.expression,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(referredId(target.Arn)).toBe(idOf(`schedules-${scheduleId}`));
  });

  it('drops a start that is too late to be of use where somebody will see it', () => {
    expect(target.RetryPolicy['MaximumEventAgeInSeconds']).toBe(contract.maxAgeSeconds);
    expect(target.RetryPolicy['MaximumRetryAttempts']).toBeGreaterThanOrEqual(1);
    expect(referredId(target.DeadLetterConfig.Arn)).toBe(queueNamed('schedule-failures').logicalId);
  });

  it('has no second life in retries of Lambda', () => {
    const invocation = resourcesOf(service, 'AWS::Lambda::EventInvokeConfig').find(
      ({ Properties: properties }) =>
        referredId(properties['FunctionName']) === idOf(`schedules-${scheduleId}`),
    );

    expect(invocation?.Properties).toMatchObject({
      MaximumEventAgeInSeconds: contract.maxAgeSeconds,
      MaximumRetryAttempts: 0,
    });
    expect(JSON.stringify(invocation?.Properties['DestinationConfig'])).toContain(
      queueNamed('schedule-failures').logicalId,
    );
  });
});

describe('The rules of the bus', () => {
  const rules = resourcesOf(service, 'AWS::Events::Rule').map(({ Properties: properties }) => properties);

  it('tell staff of escalations, tasks and tickets that were born escalated, customers of codes, and of deadlines whom they concern', () => {
    expect(rules.map((rule) => rule['EventPattern'])).toEqual(
      expect.arrayContaining([
        { 'detail-type': ['ticket.escalated', 'task.added', 'ticket.identityCodeRequested'] },
        {
          'detail-type': ['ticket.slaWarning', 'ticket.slaBreached'],
          detail: { data: { assigneeId: [{ exists: true }] } },
        },
        { 'detail-type': ['ticket.created'], detail: { data: { escalationLevel: [{ numeric: ['>', 0] }] } } },
      ]),
    );
  });

  it('lead every fact that webhooks may ask for to their queue, in one rule', () => {
    const queue = queueNamed('webhook-deliveries').logicalId;
    const leading = rules.filter((rule) => JSON.stringify(rule['Targets']).includes(`"${queue}"`));

    expect(leading.map((rule) => rule['EventPattern'])).toEqual([{ 'detail-type': [...webhookEventTypes] }]);
  });

  it('put the fact itself on the queue, and what cannot be put there aside', () => {
    const own = ['notifications', 'webhook-deliveries'].map((name) => queueNamed(name).logicalId);
    // Files that were handed in are told by their store, on the bus of the account.
    for (const rule of rules.filter((one) => one['EventBusName'] !== undefined)) {
      const [target] = rule['Targets'] as {
        Arn: unknown;
        InputPath: string;
        DeadLetterConfig: { Arn: unknown };
      }[];

      expect(target?.InputPath).toBe('$.detail');
      expect(own).toContain(referredId(target?.Arn));
      expect(referredId(target?.DeadLetterConfig.Arn)).toBe(queueNamed('event-failures').logicalId);
    }
  });

  it('may put messages on the queues of notifications, webhooks and imports and of what fails, and no other rule may', () => {
    const allowed = resourcesOf(service, 'AWS::SQS::QueuePolicy').filter(({ Properties: properties }) =>
      JSON.stringify(properties).includes('events.amazonaws.com'),
    );

    expect(allowed).toHaveLength(4);
    for (const { Properties: policy } of allowed) expect(JSON.stringify(policy)).toContain('aws:SourceArn');
  });

  it('lie on a bus of their own, with an archive in prod', () => {
    expect(resourcesOf(service, 'AWS::Events::EventBus')[0]?.Properties['Name']).toBe('kefu-dev');
    expect(resourcesOf(service, 'AWS::Events::Archive')).toHaveLength(0);
    expect(
      resourcesOf(templatesOf('prod').service, 'AWS::Events::Archive')[0]?.Properties['RetentionDays'],
    ).toBe(30);
  });
});
