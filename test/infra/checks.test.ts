import {
  App,
  CfnDeletionPolicy,
  type CfnResource,
  Duration,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  EventSourceMapping,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it, vi } from 'vitest';
import { acknowledge } from '#infra/nag/acknowledge.ts';
import { addChecks } from '#infra/nag/add-checks.ts';
import type { CheckSettings } from '#infra/nag/check.ts';
import { KefuChecks, kefuChecks } from '#infra/nag/kefu-checks.ts';
import { stageNames, stages } from '#infra/stages.ts';
import { anApp } from './support/templates.ts';

const lenient: CheckSettings = {
  customerKeys: false,
  allAlarms: false,
  publicRoutes: new Set(['GET /health']),
};
const strict: CheckSettings = { ...lenient, customerKeys: true, allAlarms: true };

/** The rules that a stack breaks, without the pack's name. */
const broken = (build: (stack: Stack) => void, settings = lenient): string[] => {
  const stack = new Stack(new App(), 'Bad');
  build(stack);
  return new KefuChecks(settings)
    .validateScope(stack)
    .violations.map(({ ruleName }) => ruleName.replace('Kefu-', ''));
};

const aFunction = (stack: Stack, props: Partial<FunctionProps> = {}): LambdaFunction =>
  new LambdaFunction(stack, 'Function', {
    functionName: 'some',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => 1;'),
    memorySize: 512,
    timeout: Duration.seconds(30),
    tracing: Tracing.ACTIVE,
    ...props,
  });

type Feeding = {
  visibilitySeconds?: number;
  receives?: number;
  partial?: boolean;
  concurrency?: number;
  windowSeconds?: number;
  keptDays?: number;
  deadDays?: number;
};
const aConsumer = (stack: Stack, feeding: Feeding = {}): void => {
  const {
    visibilitySeconds = 180,
    receives = 5,
    partial = true,
    concurrency = 5,
    windowSeconds,
    keptDays = 4,
    deadDays = 14,
  } = feeding;
  const deadLetters = new Queue(stack, 'Dead', {
    queueName: 'dead',
    retentionPeriod: Duration.days(deadDays),
  });
  const queue = new Queue(stack, 'Queue', {
    retentionPeriod: Duration.days(keptDays),
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    ...(receives > 0 ? { deadLetterQueue: { queue: deadLetters, maxReceiveCount: receives } } : {}),
  });
  new EventSourceMapping(stack, 'Source', {
    target: aFunction(stack),
    eventSourceArn: queue.queueArn,
    reportBatchItemFailures: partial,
    ...(concurrency > 0 ? { maxConcurrency: concurrency } : {}),
    ...(windowSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(windowSeconds) }),
  });
};

const aSchedule = (stack: Stack, target: Partial<CfnSchedule.TargetProperty>): CfnSchedule =>
  new CfnSchedule(stack, 'Schedule', {
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn: 'arn', roleArn: 'arn', ...target },
  });

const aBucket = (stack: Stack, props: Partial<BucketProps> = {}): Bucket =>
  new Bucket(stack, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    enforceSSL: true,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
    ...props,
  });

const aTable = (stack: Stack, change: Partial<ConstructorParameters<typeof TableV2>[2]> = {}): TableV2 =>
  new TableV2(stack, 'Table', {
    tableName: 'table',
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_IMAGE,
    timeToLiveAttribute: 'ttl',
    deletionProtection: true,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
    ...change,
  });

const aRoute = (
  stack: Stack,
  routeKey: string,
  guard: Partial<{ authorizationType: string; authorizerId: string; authorizationScopes: string[] }> = {},
): CfnRoute => new CfnRoute(stack, 'Route', { apiId: 'api', routeKey, ...guard });

const aRole = (stack: Stack, statement: PolicyStatement): Role =>
  new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { access: new PolicyDocument({ statements: [statement] }) },
  });

const jsonLog = '{"requestId":"$context.requestId","route":"$context.routeKey","status":"$context.status"}';
const aStage = (stack: Stack, format: string, rate: number): CfnStage =>
  new CfnStage(stack, 'Stage', {
    apiId: 'api',
    stageName: '$default',
    defaultRouteSettings: { throttlingRateLimit: rate, throttlingBurstLimit: rate },
    accessLogSettings: { destinationArn: 'arn', format },
  });

const answering = (stack: Stack, fn: LambdaFunction): CfnIntegration => {
  const api = new CfnApi(stack, 'Api', { name: 'api', protocolType: 'HTTP' });
  return new CfnIntegration(stack, 'Integration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: fn.functionArn,
  });
};

type Case = {
  readonly rule: string;
  readonly what: string;
  readonly build: (stack: Stack) => void;
  readonly settings?: CheckSettings;
};
const aCase = (rule: string, what: string, build: (stack: Stack) => void, settings = lenient): Case => ({
  rule,
  what,
  build,
  settings,
});

const bad: readonly Case[] = [
  aCase('ScheduleFailures', 'a schedule without a failure queue', (stack) =>
    aSchedule(stack, { retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 } }),
  ),
  aCase('ScheduleFailures', 'a schedule with the default retries', (stack) =>
    aSchedule(stack, { deadLetterConfig: { arn: 'arn' } }),
  ),
  aCase('QueueVisibility', 'a queue that shows messages one second too early', (stack) =>
    aConsumer(stack, { visibilitySeconds: 179 }),
  ),
  aCase('QueueVisibility', 'a queue that forgets the batching window', (stack) =>
    aConsumer(stack, { windowSeconds: 1 }),
  ),
  aCase('RedriveCount', 'a queue that gives up after four tries', (stack) =>
    aConsumer(stack, { receives: 4 }),
  ),
  aCase('RedriveCount', 'a queue that tries eleven times', (stack) => aConsumer(stack, { receives: 11 })),
  aCase('RedriveCount', 'a queue that never gives up', (stack) => aConsumer(stack, { receives: 0 })),
  aCase('DeadLetterRetention', 'dead letters that vanish after 13 days', (stack) =>
    aConsumer(stack, { deadDays: 13 }),
  ),
  aCase('DeadLetterRetention', 'a queue that keeps messages as long as its dead letters', (stack) =>
    aConsumer(stack, { keptDays: 14 }),
  ),
  aCase('PartialBatches', 'a worker that fails whole batches', (stack) =>
    aConsumer(stack, { partial: false }),
  ),
  aCase('ConsumerConcurrency', 'a worker without a limit', (stack) => aConsumer(stack, { concurrency: 0 })),
  aCase(
    'LogRetention',
    'a log that stays for ever',
    (stack) => new LogGroup(stack, 'Log', { retention: Infinity }),
  ),
  aCase(
    'LogRetention',
    'an access log that goes after 179 days',
    (stack) => new LogGroup(stack, 'Log', { logGroupName: '/x/access', retention: 150 }),
  ),
  aCase('TableProtection', 'a table without point-in-time recovery', (stack) =>
    aTable(stack, { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }),
  ),
  aCase('TableProtection', 'a table that can be deleted', (stack) =>
    aTable(stack, { deletionProtection: false }),
  ),
  aCase('TableProtection', 'a table that cleans up by another attribute', (stack) =>
    aTable(stack, { timeToLiveAttribute: 'expires' }),
  ),
  aCase('TableProtection', 'a table without a stream', (stack) => aTable(stack, { dynamoStream: undefined })),
  aCase('TableProtection', "a table that is not under the customer's key", (stack) => aTable(stack), strict),
  aCase('BucketProtection', 'a bucket without versions', (stack) => aBucket(stack, { versioned: false })),
  aCase('BucketProtection', 'a bucket that takes plain HTTP', (stack) =>
    aBucket(stack, { enforceSSL: false }),
  ),
  aCase('BucketProtection', 'a bucket that could be opened to the public', (stack) =>
    aBucket(stack, { blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY }),
  ),
  aCase('BucketProtection', 'a bucket that keeps abandoned uploads', (stack) =>
    aBucket(stack, { lifecycleRules: [] }),
  ),
  aCase('BucketProtection', 'an audit bucket without a lock', (stack) =>
    aBucket(stack, { bucketName: 'kefu-audit' }),
  ),
  aCase(
    'BucketProtection',
    "a bucket that is not under the customer's key",
    (stack) => aBucket(stack),
    strict,
  ),
  aCase('Retained', 'a bucket that goes with its stack', (stack) =>
    aBucket(stack, { removalPolicy: RemovalPolicy.DESTROY }),
  ),
  aCase('Retained', 'a table that is lost when it is replaced', (stack) => replaceable(aTable(stack))),
  aCase('RouteTokens', 'a route for everybody that the contract does not open', (stack) =>
    aRoute(stack, 'GET /v1/customers'),
  ),
  aCase('RouteTokens', 'a route that takes tokens of any scope', (stack) =>
    aRoute(stack, 'GET /v1/customers', { authorizationType: 'JWT', authorizerId: 'a' }),
  ),
  aCase('StageLimits', 'an API without a ceiling', (stack) => aStage(stack, jsonLog, 0)),
  aCase('StageLimits', 'an access log that does not tell the route', (stack) =>
    aStage(stack, '{"requestId":"$context.requestId","status":"$context.status"}', 10),
  ),
  aCase('FunctionShape', 'a function on another processor', (stack) =>
    aFunction(stack, { architecture: Architecture.X86_64 }),
  ),
  aCase('FunctionShape', 'a function on an older Node.js', (stack) =>
    aFunction(stack, { runtime: Runtime.NODEJS_22_X }),
  ),
  aCase('FunctionShape', 'a function without traces', (stack) =>
    aFunction(stack, { tracing: Tracing.DISABLED }),
  ),
  aCase(
    'FunctionShape',
    'a function that answers requests and takes longer than the gateway waits',
    (stack) => answering(stack, aFunction(stack)),
  ),
  aCase('NoSecretsInEnvironment', 'a variable that is a secret by its name', (stack) =>
    aFunction(stack, { environment: { MAIL_PASSWORD: 'x' } }),
  ),
  aCase('NoSecretsInEnvironment', 'a variable that is an access key', (stack) =>
    aFunction(stack, { environment: { OTHER: 'AKIAABCDEFGHIJKLMNOP' } }),
  ),
  aCase('NoSecretsInEnvironment', 'a variable into which a secret is resolved', (stack) =>
    aFunction(stack, { environment: { OTHER: '{{resolve:secretsmanager:keys}}' } }),
  ),
  aCase(
    'Watched[QueueName=dead/ApproximateNumberOfMessagesVisible]',
    'dead letters that nobody is told of',
    (stack) => aConsumer(stack),
  ),
  aCase(
    'Watched[FunctionName=some/Errors]',
    'a function that crashes unseen',
    (stack) => aFunction(stack),
    strict,
  ),
  aCase(
    'Watched[TableName=table/ThrottledRequests]',
    'a table that is throttled unseen',
    (stack) => aTable(stack),
    strict,
  ),
  aCase('NoWildcardActions', 'a role that may do anything to the table', (stack) =>
    aRole(stack, new PolicyStatement({ actions: ['dynamodb:*'], resources: ['arn'] })),
  ),
  aCase('NoWildcardActions', 'a role that may do everything but one thing', (stack) =>
    aRole(stack, new PolicyStatement({ notActions: ['iam:PassRole'], resources: ['arn'] })),
  ),
];

/** Kept when its stack is deleted, lost when a change replaces it. */
const replaceable = ({ node }: TableV2): void => {
  (node.defaultChild as CfnResource).cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
};

const good: readonly Case[] = [
  aCase('ScheduleFailures', 'a schedule with both', (stack) =>
    aSchedule(stack, {
      deadLetterConfig: { arn: 'arn' },
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
    }),
  ),
  aCase('QueueVisibility', 'six times the timeout and the window', (stack) =>
    aConsumer(stack, { visibilitySeconds: 190, windowSeconds: 10 }),
  ),
  aCase('RedriveCount', 'ten tries', (stack) => aConsumer(stack, { receives: 10 })),
  aCase('DeadLetterRetention', '14 days after 13', (stack) => aConsumer(stack, { keptDays: 13 })),
  aCase('PartialBatches', 'single failures', (stack) => aConsumer(stack)),
  aCase('ConsumerConcurrency', 'a limit', (stack) => aConsumer(stack)),
  aCase(
    'LogRetention',
    'half a year of access',
    (stack) =>
      new LogGroup(stack, 'Log', {
        logGroupName: '/x/access',
        retention: 180,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
  ),
  aCase('TableProtection', 'a protected table', (stack) => aTable(stack)),
  aCase('BucketProtection', 'a protected bucket', (stack) => aBucket(stack)),
  aCase('Retained', 'a bucket that stays', (stack) => aBucket(stack)),
  aCase('RouteTokens', 'a scope', (stack) =>
    aRoute(stack, 'GET /v1/customers', {
      authorizationType: 'JWT',
      authorizerId: 'a',
      authorizationScopes: ['kefu/api'],
    }),
  ),
  aCase('RouteTokens', 'a route that the contract opens', (stack) => aRoute(stack, 'GET /health')),
  aCase('StageLimits', 'a ceiling and a log', (stack) => aStage(stack, jsonLog, 10)),
  aCase('FunctionShape', 'the shape of the house', (stack) =>
    answering(stack, aFunction(stack, { timeout: Duration.seconds(15) })),
  ),
  aCase('NoSecretsInEnvironment', 'the place of a secret', (stack) =>
    aFunction(stack, { environment: { SECRET_ARN: 'arn', TABLE_NAME: 'table' } }),
  ),
  aCase('Watched', 'a function in a stage that watches only for lost work', (stack) => aFunction(stack)),
  aCase('NoWildcardActions', 'named actions, and a denial of all', (stack) =>
    aRole(stack, new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['arn'] })),
  ),
];

describe("The project's checks", () => {
  it.each(bad)('$rule catches $what', ({ rule, build, settings }) => {
    expect(broken(build, settings)).toContain(rule);
  });

  it.each(good)('$rule has nothing against $what', ({ rule, build, settings }) => {
    expect(broken(build, settings).map((one) => one.replace(/\[.*/, ''))).not.toContain(rule);
  });

  it('are sixteen, and each of them was seen to catch something and to let something pass', () => {
    const ids = kefuChecks.map(({ id }) => id).sort();

    expect(ids).toHaveLength(16);
    expect([...new Set(bad.map(({ rule }) => rule.replace(/\[.*/, '')))].sort()).toEqual(ids);
    expect([...new Set(good.map(({ rule }) => rule))].sort()).toEqual(ids);
  });
});

describe.each(stageNames)('The templates of %s', (name) => {
  it('pass AwsSolutions, Serverless, our own checks and those of CloudFormation', {
    timeout: 120_000,
  }, () => {
    const { app } = anApp(name);
    addChecks(app, stages[name]);

    expect(() => app.synth()).not.toThrow();
  });
});

describe('Synthesis', () => {
  it('fails on a finding', () => {
    const { app, stacks } = anApp('dev');
    new Bucket(stacks.data, 'Careless');
    addChecks(app, stages.dev);

    expect(() => app.synth()).toThrow(/[Vv]alidation/);
  });

  it.each(stageNames)('accepts in %s only findings that are there, each for a reason', (name) => {
    const { app } = anApp(name);
    const accepted = app.node.findAll().flatMap(acceptedOn);
    vi.spyOn(NagPack.prototype as unknown as { isAcknowledged(): boolean }, 'isAcknowledged').mockReturnValue(
      false,
    );
    const found = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(
      (pack) => pack.validateScope(app).violations,
    );
    vi.restoreAllMocks();
    const isFound = ({ id, path }: Accepted): boolean =>
      found.some(
        (one) =>
          one.ruleName === id &&
          one.violatingResources.some(({ constructPath }) => constructPath?.startsWith(path)),
      );

    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter((one) => !isFound(one))).toEqual([]);
    for (const { reason } of accepted) expect(reason.length).toBeGreaterThanOrEqual(20);
  });
});

type Accepted = { readonly path: string; readonly id: string; readonly reason: string };

const acceptedOn = ({ node }: IConstruct): Accepted[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]) => ({ path: node.path, id: id.replace(/^annotation::/i, ''), reason }));

describe('A finding is accepted', () => {
  const stack = new Stack(new App(), 'Some');
  const bucket = new Bucket(stack, 'Bucket');

  it('with a reason that says something', () => {
    expect(() => acknowledge(bucket, 'AwsSolutions-S1', 'not needed')).toThrow(/reason of at least 20/);
  });

  it('where it is, never for a whole stack', () => {
    expect(() =>
      acknowledge(stack, 'AwsSolutions-S1', 'Nothing in this stack needs a log of its own.'),
    ).toThrow(/on a resource/);
  });
});
