import { isObject, type Json, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { type BucketRule, type Deployer, deployed, physicalName } from './world.ts';

/** What `CreateTable` reads of a template; the rest (encryption, backups, tags) has no meaning here. */
const SHAPE = [
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
] as const;

/** `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable`. */
export const table: Deployer = async (resource, { engines, region, tables }) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['TableName']);
  const stream = objectOf(properties['StreamSpecification']);
  const input: JsonObject = { TableName: name, BillingMode: 'PAY_PER_REQUEST' };
  for (const key of SHAPE) if (properties[key] !== undefined) input[key] = properties[key];
  if (isObject(properties['StreamSpecification']))
    input['StreamSpecification'] = { StreamEnabled: true, ...stream };
  for (const key of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
    if (key in input) input[key] = listOf(input[key]).map((index) => indexOf(objectOf(index)));
  }
  const recovery = properties['PointInTimeRecoverySpecification'] ?? recoveryOfReplica(properties, region);
  if (isObject(recovery)) input['PointInTimeRecoverySpecification'] = recovery;
  const ttl = objectOf(properties['TimeToLiveSpecification']);
  await engines.tables.ensureTable(
    input,
    ttl['Enabled'] === false ? undefined : textOf(ttl['AttributeName']),
  );
  const arn = `arn:aws:dynamodb:${region}:000000000000:table/${name}`;
  const streamArn = `${arn}/stream/local`;
  const hash = listOf(properties['KeySchema']).find((part) => objectOf(part)['KeyType'] === 'HASH');
  tables.set(streamArn, {
    name,
    streamArn,
    partitionKey: String(objectOf(hash)['AttributeName']),
    viewType: textOf(stream['StreamViewType']) ?? 'NEW_AND_OLD_IMAGES',
  });
  return deployed(name, { Arn: arn, StreamArn: streamArn, TableId: name });
};

/** A global table says it for each of its regions. */
const recoveryOfReplica = (properties: JsonObject, region: string): Json | undefined => {
  const replicas = listOf(properties['Replicas']).map(objectOf);
  const own = replicas.find((replica) => replica['Region'] === region) ?? replicas[0];
  return own?.['PointInTimeRecoverySpecification'];
};

const indexOf = ({ IndexName, KeySchema, Projection }: JsonObject): Json =>
  Object.fromEntries(
    Object.entries({ IndexName, KeySchema, Projection }).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    ),
  );

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
] as const;

const DEFAULT_VISIBILITY_SECONDS = 30;

/** `AWS::SQS::Queue`. */
export const queue: Deployer = async (resource, { engines, deadLetters, queues, visibility }) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['QueueName']);
  const given = QUEUE_ATTRIBUTES.filter((attribute) => properties[attribute] !== undefined);
  const redrive = objectOf(properties['RedrivePolicy']);
  const deadLetterQueueName = textOf(redrive['deadLetterTargetArn'])?.split(':').at(-1);
  const { url, arn } = await engines.queues.ensureQueue({
    name,
    attributes: Object.fromEntries(given.map((attribute) => [attribute, String(properties[attribute])])),
    ...(deadLetterQueueName
      ? { redrive: { deadLetterQueueName, maxReceiveCount: Number(redrive['maxReceiveCount']) } }
      : {}),
  });
  queues.push(name);
  visibility.set(name, 1000 * (numberOf(properties['VisibilityTimeout']) ?? DEFAULT_VISIBILITY_SECONDS));
  if (deadLetterQueueName) deadLetters.set(name, deadLetterQueueName);
  return deployed(url, { Arn: arn, QueueName: name, QueueUrl: url });
};

/** `AWS::S3::Bucket`. */
export const bucket: Deployer = async (resource, { engines, bucketRules, region }) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['BucketName']).toLowerCase();
  await engines.buckets.ensureBucket(name, properties);
  bucketRules.push(...templateRules(name, objectOf(properties['NotificationConfiguration'])));
  const host = `${name}.s3.amazonaws.com`;
  return deployed(name, {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: host,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${host}`,
  });
};

/** `Custom::S3BucketNotifications`: the rules as CDK writes them, for a function of its own that isn't needed here. */
export const bucketNotifications: Deployer = ({ properties, logicalId }, { bucketRules, targets }) => {
  const name = String(properties['BucketName']);
  const configuration = objectOf(properties['NotificationConfiguration']);
  const rules = (list: string, target: string): BucketRule[] =>
    listOf(configuration[list]).map((item) => {
      const { Events, Filter, ...rest } = objectOf(item);
      const filter = listOf(objectOf(objectOf(Filter)['Key'])['FilterRules']);
      return {
        bucket: name,
        events: listOf(Events).map(String),
        ...affixes(filter),
        targetArn: String(rest[target]),
      };
    });
  const found = [
    ...rules('QueueConfigurations', 'QueueArn'),
    ...rules('LambdaFunctionConfigurations', 'LambdaFunctionArn'),
    ...rules('TopicConfigurations', 'TopicArn'),
  ];
  for (const rule of found) targets.check(rule.targetArn);
  bucketRules.push(...found);
  if (configuration['EventBridgeConfiguration']) bucketRules.push(toEventBridge(name));
  return deployed(logicalId);
};

const templateRules = (name: string, configuration: JsonObject): BucketRule[] => {
  const rules = (list: string, target: string): BucketRule[] =>
    listOf(configuration[list]).map((item) => {
      const { Event, Filter, ...rest } = objectOf(item);
      const filter = listOf(objectOf(objectOf(Filter)['S3Key'])['Rules']);
      return { bucket: name, events: [String(Event)], ...affixes(filter), targetArn: String(rest[target]) };
    });
  return [
    ...rules('QueueConfigurations', 'Queue'),
    ...rules('LambdaConfigurations', 'Function'),
    ...(configuration['EventBridgeConfiguration'] ? [toEventBridge(name)] : []),
  ];
};

const toEventBridge = (name: string): BucketRule => ({
  bucket: name,
  events: ['s3:ObjectCreated:*'],
  prefix: '',
  suffix: '',
  targetArn: 'eventbridge',
});

const affixes = (rules: readonly Json[]): { prefix: string; suffix: string } => {
  const value = (name: string) =>
    textOf(rules.map(objectOf).find((rule) => String(rule['Name']).toLowerCase() === name)?.['Value']) ?? '';
  return { prefix: value('prefix'), suffix: value('suffix') };
};
