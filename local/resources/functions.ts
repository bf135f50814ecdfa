import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queueFilter, streamFilter } from '../events/filters.ts';
import { createQueuePoller } from '../events/queue-poller.ts';
import { createStreamPump } from '../events/stream-pump.ts';
import { queueNameOf } from '../events/targets.ts';
import type { FunctionDefinition } from '../lambda/types.ts';
import { isTrue, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { type Deployer, deployed, physicalName, type Resource, type World } from './world.ts';

/** `AWS::Lambda::Function`. */
export const lambdaFunction: Deployer = (resource, world) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['FunctionName']);
  const arn = `arn:aws:lambda:${world.region}:000000000000:function:${name}`;
  const variables = Object.entries(objectOf(objectOf(properties['Environment'])['Variables']));
  const reserved = world.concurrency.get(name) ?? numberOf(properties['ReservedConcurrentExecutions']);
  const definition: FunctionDefinition = {
    name,
    arn,
    ...codeOf(resource, world),
    handler: textOf(properties['Handler']) ?? 'index.handler',
    environment: Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
    timeoutMs: (numberOf(properties['Timeout']) ?? 3) * 1000,
    memoryMb: numberOf(properties['MemorySize']) ?? 128,
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
  };
  world.lambda.define(definition);
  const deadLetters = textOf(objectOf(properties['DeadLetterConfig'])['TargetArn']);
  if (deadLetters) world.asynchronous.configure(name, { deadLetters });
  return deployed(name, { Arn: arn });
};

const codeOf = (
  resource: Resource,
  { home }: World,
): Pick<FunctionDefinition, 'codeDir' | 'codeId' | 'unsupported'> => {
  const { properties, stack, logicalId } = resource;
  const code = objectOf(properties['Code']);
  const runtime = textOf(properties['Runtime']) ?? '';
  const key = textOf(code['S3Key']);
  const inline = textOf(code['ZipFile']);
  const codeId =
    key ??
    createHash('sha256')
      .update(inline ?? '')
      .digest('hex');
  if (!runtime.startsWith('nodejs'))
    return { codeDir: '', codeId, unsupported: `${logicalId}: ${runtime} doesn't run here` };
  if (inline !== undefined) {
    const codeDir = join(home, 'state', 'inline', `${logicalId}-${codeId.slice(0, 16)}`);
    mkdirSync(codeDir, { recursive: true });
    writeFileSync(join(codeDir, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(join(codeDir, 'index.js'), inline);
    return { codeDir, codeId };
  }
  const codeDir = stack.assets.get(key ?? '');
  if (codeDir === undefined)
    throw new Error(`${stack.name}: the code of ${logicalId} is not among the assets`);
  return { codeDir, codeId };
};

/** `AWS::Lambda::Version` and `AWS::Lambda::Alias`: another name for the one function there is. */
export const qualifiedFunction: Deployer = ({ properties, type }, { lambda }) => {
  const { arn } = lambda.definitionOf(String(properties['FunctionName']));
  const qualifier = type.endsWith('Alias') ? String(properties['Name']) : '1';
  return deployed(`${arn}:${qualifier}`, { Version: '1', FunctionArn: `${arn}:${qualifier}` });
};

/** `AWS::Lambda::EventInvokeConfig`. */
export const eventInvokeConfig: Deployer = ({ properties, logicalId }, { asynchronous, lambda, targets }) => {
  const { name } = lambda.definitionOf(String(properties['FunctionName']));
  const destinations = objectOf(properties['DestinationConfig']);
  const onFailure = textOf(objectOf(destinations['OnFailure'])['Destination']);
  const onSuccess = textOf(objectOf(destinations['OnSuccess'])['Destination']);
  for (const arn of [onFailure, onSuccess]) if (arn) targets.check(arn);
  const maxRetries = numberOf(properties['MaximumRetryAttempts']);
  const maxAge = numberOf(properties['MaximumEventAgeInSeconds']);
  asynchronous.configure(name, {
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge * 1000 }),
    ...(onFailure ? { onFailure } : {}),
    ...(onSuccess ? { onSuccess } : {}),
  });
  return deployed(logicalId);
};

/** `AWS::Lambda::EventSourceMapping` for queues and table streams. */
export const eventSourceMapping: Deployer = (resource, world) => {
  const { properties, logicalId, stack } = resource;
  const source = String(properties['EventSourceArn']);
  const id = `${stack.name}-${logicalId}`;
  const enabled = properties['Enabled'] === undefined || isTrue(properties['Enabled']);
  if (enabled && source.startsWith('arn:aws:sqs:'))
    world.pollers.push(queueSource(source, properties, world));
  else if (enabled && source.startsWith('arn:aws:dynamodb:'))
    world.pumps.push(streamSource(id, source, properties, world));
  else if (enabled) throw new Error(`${logicalId}: ${source} can't be an event source here`);
  return deployed(id, { Id: id });
};

const functionArn = (properties: JsonObject, { lambda }: World): string =>
  lambda.definitionOf(String(properties['FunctionName'])).arn;

const reports = (properties: JsonObject): boolean =>
  listOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures');

/** How many batches Lambda begins with where the mapping names no most. */
const POLLERS = 5;

const queueSource = (source: string, properties: JsonObject, world: World) => {
  const target = functionArn(properties, world);
  const limit = numberOf(objectOf(properties['ScalingConfig'])['MaximumConcurrency']) ?? POLLERS;
  const { reservedConcurrency } = world.lambda.definitionOf(target);
  const queueName = queueNameOf(source);
  return createQueuePoller(
    {
      queueName,
      queueArn: source,
      region: world.region,
      functionArn: target,
      batchSize: numberOf(properties['BatchSize']) ?? 10,
      windowMs: (numberOf(properties['MaximumBatchingWindowInSeconds']) ?? 0) * 1000,
      // As many as this machine runs at once; where the function may run fewer than its source asks for, it is asked too often, as in AWS.
      concurrency:
        reservedConcurrency === undefined ? Math.min(limit, world.lambda.concurrencyOf(target)) : limit,
      visibilityMs: world.visibility.get(queueName) ?? 0,
      reportFailures: reports(properties),
      filter: queueFilter(properties['FilterCriteria']),
    },
    { queues: world.engines.queues, invoke: world.lambda.invokeNow, now: world.clock.now },
  );
};

const streamSource = (id: string, source: string, properties: JsonObject, world: World) => {
  const table = world.tables.get(source);
  if (!table) throw new Error(`no table has the stream ${source}`);
  const maxRetries = numberOf(properties['MaximumRetryAttempts']) ?? -1;
  const maxAge = numberOf(properties['MaximumRecordAgeInSeconds']) ?? -1;
  const destination = textOf(objectOf(objectOf(properties['DestinationConfig'])['OnFailure'])['Destination']);
  if (destination) world.targets.check(destination);
  return createStreamPump(
    {
      id,
      table: table.name,
      partitionKey: table.partitionKey,
      streamArn: source,
      region: world.region,
      viewType: table.viewType,
      functionArn: functionArn(properties, world),
      batchSize: numberOf(properties['BatchSize']) ?? 100,
      parallel: numberOf(properties['ParallelizationFactor']) ?? 1,
      startAtEnd: properties['StartingPosition'] === 'LATEST',
      ...(maxRetries >= 0 ? { maxRetries } : {}),
      ...(maxAge >= 0 ? { maxAgeMs: maxAge * 1000 } : {}),
      bisect: isTrue(properties['BisectBatchOnFunctionError']),
      reportFailures: reports(properties),
      filter: streamFilter(properties['FilterCriteria']),
      ...(destination ? { onFailure: (description) => world.targets.deliver(destination, description) } : {}),
    },
    { source: world.engines.tables, store: world.store, now: world.clock.now, invoke: world.lambda.invoke },
  );
};
