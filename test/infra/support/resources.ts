import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  EventSourceMapping,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';

export const aFunction = (stack: Stack, props: Partial<FunctionProps> = {}): LambdaFunction =>
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

export type Feeding = {
  visibilitySeconds?: number;
  receives?: number;
  partial?: boolean;
  concurrency?: number;
  windowSeconds?: number;
  keptDays?: number;
  deadDays?: number;
};
export const aConsumer = (stack: Stack, feeding: Feeding = {}): void => {
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

export const aLastResort = (stack: Stack, queueName: string): Queue =>
  new Queue(stack, 'LastResort', { queueName, retentionPeriod: Duration.days(14) });

export const aSchedule = (stack: Stack, target: Partial<CfnSchedule.TargetProperty>): CfnSchedule =>
  new CfnSchedule(stack, 'Schedule', {
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn: 'arn', roleArn: 'arn', ...target },
  });

export const aBucket = (stack: Stack, props: Partial<BucketProps> = {}): Bucket =>
  new Bucket(stack, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    enforceSSL: true,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
    ...props,
  });

export const aTable = (
  stack: Stack,
  change: Partial<ConstructorParameters<typeof TableV2>[2]> = {},
): TableV2 =>
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

export const aKeyTable = (stack: Stack, change: Parameters<typeof aTable>[1] = {}): TableV2 =>
  aTable(stack, {
    tableName: 'kefu-dev-data-keys',
    dynamoStream: undefined,
    timeToLiveAttribute: undefined,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 },
    ...change,
  });

export const aRoute = (
  stack: Stack,
  routeKey: string,
  guard: Partial<{ authorizationType: string; authorizerId: string; authorizationScopes: string[] }> = {},
): CfnRoute => new CfnRoute(stack, 'Route', { apiId: 'api', routeKey, ...guard });

export const aRole = (stack: Stack, statement: PolicyStatement): Role =>
  new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { access: new PolicyDocument({ statements: [statement] }) },
  });

export const jsonLog =
  '{"requestId":"$context.requestId","route":"$context.routeKey","status":"$context.status"}';
export const aStage = (stack: Stack, format: string, rate: number): CfnStage =>
  new CfnStage(stack, 'Stage', {
    apiId: 'api',
    stageName: '$default',
    defaultRouteSettings: { throttlingRateLimit: rate, throttlingBurstLimit: rate },
    accessLogSettings: { destinationArn: 'arn', format },
  });

export const answering = (stack: Stack, fn: LambdaFunction): CfnIntegration => {
  const api = new CfnApi(stack, 'Api', { name: 'api', protocolType: 'HTTP' });
  return new CfnIntegration(stack, 'Integration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: fn.functionArn,
  });
};
