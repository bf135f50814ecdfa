import { CfnDeletionPolicy, type CfnResource, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess } from 'aws-cdk-lib/aws-s3';
import type { CheckSettings } from '#infra/nag/check.ts';
import {
  aBucket,
  aConsumer,
  aFunction,
  aKeyTable,
  aLastResort,
  answering,
  aRole,
  aRoute,
  aSchedule,
  aStage,
  aTable,
  jsonLog,
} from './resources.ts';

export const lenient: CheckSettings = {
  customerKeys: false,
  allAlarms: false,
  askedFor: new Set(['exports']),
  publicRoutes: new Set(['GET /health']),
};
const strict: CheckSettings = { ...lenient, customerKeys: true, allAlarms: true };

export type Case = {
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

/** What each check must catch. */
export const bad: readonly Case[] = [
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
  aCase('DataKeysProtection', 'data keys whose erasure can be undone for a month', (stack) =>
    aKeyTable(stack, { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } }),
  ),
  aCase('DataKeysProtection', 'data keys without point-in-time recovery', (stack) =>
    aKeyTable(stack, { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }),
  ),
  aCase('DataKeysProtection', 'data keys that can be deleted all at once', (stack) =>
    aKeyTable(stack, { deletionProtection: false }),
  ),
  aCase('DataKeysProtection', 'data keys in a stream', (stack) =>
    aKeyTable(stack, { dynamoStream: StreamViewType.NEW_IMAGE }),
  ),
  aCase('DataKeysProtection', 'data keys copied to an index', (stack) =>
    aKeyTable(stack, {
      globalSecondaryIndexes: [{ indexName: 'g', partitionKey: { name: 'v', type: AttributeType.STRING } }],
    }),
  ),
  aCase(
    'DataKeysProtection',
    "data keys that are not under the customer's key",
    (stack) => aKeyTable(stack),
    strict,
  ),
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
    'Watched[ApiId={"Ref":"Api"}/5xx]',
    'an API that fails unseen',
    (stack) => answering(stack, aFunction(stack)),
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

/** What each check must let pass. */
export const good: readonly Case[] = [
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
  aCase('DataKeysProtection', 'data keys that come back for seven days at most', (stack) => aKeyTable(stack)),
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
  aCase('Watched', 'dead letters of work whose maker sees that it failed, in such a stage', (stack) =>
    aLastResort(stack, 'kefu-dev-exports-dlq'),
  ),
  aCase('Watched', 'a function in a stage that watches only for lost work', (stack) => aFunction(stack)),
  aCase('NoWildcardActions', 'named actions, and a denial of all', (stack) =>
    aRole(stack, new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['arn'] })),
  ),
];
