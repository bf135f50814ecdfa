import type { Database } from '../sqlite.ts';
import { invalidParameter, noSuchQueue, SqsError } from './errors.ts';
import type { Queue, RedrivePolicy } from './types.ts';

/** Attributes a queue may be given: default and bounds, in seconds or bytes; AWS documentation, `SetQueueAttributes`. */
const NUMBERS: Readonly<Record<string, readonly [usual: number, least: number, most: number]>> = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  MaximumMessageSize: [1_048_576, 1024, 1_048_576],
};

/** Accepted and kept, without effect here. */
const KEPT = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

export type Address = { readonly region: string; readonly account: string };

export type Queues = {
  /** Throws `QueueDoesNotExist`. */
  get: (name: string) => Queue;
  find: (name: string) => Queue | undefined;
  all: () => Queue[];
  save: (name: string, attributes: Readonly<Record<string, string>>, nowMs: number) => Queue;
  remove: (name: string) => void;
  arn: (name: string) => string;
  nameOfArn: (arn: string) => string;
  redrive: (queue: Queue) => RedrivePolicy | undefined;
  /** The queues whose dead letters go to this one. */
  sourcesOf: (name: string) => Queue[];
};

type QueueRow = { name: string; attributes: string; created_ms: number; modified_ms: number };

export const createQueues = (database: Database, { region, account }: Address): Queues => {
  const known = new Map<string, Queue>();
  for (const row of database.all<QueueRow>('SELECT * FROM queues ORDER BY name'))
    known.set(row.name, queueOf(row));

  const all = () => [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const nameOfArn = (arn: string) => arn.split(':').at(-1) ?? '';
  const redrive = ({ attributes }: Queue): RedrivePolicy | undefined => {
    const policy = attributes['RedrivePolicy'];
    if (policy === undefined || policy === '') return undefined;
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Record<string, unknown>;
    return {
      deadLetterQueueName: nameOfArn(String(deadLetterTargetArn)),
      maxReceiveCount: Number(maxReceiveCount),
    };
  };

  return {
    find: (name) => known.get(name),
    get: (name) => {
      const queue = known.get(name);
      if (queue === undefined) throw noSuchQueue();
      return queue;
    },
    all,
    save: (name, attributes, nowMs) => {
      checkName(name);
      checkAttributes(attributes);
      const createdMs = known.get(name)?.createdMs ?? nowMs;
      const queue = { name, attributes, createdMs, modifiedMs: nowMs };
      database.run(
        'INSERT OR REPLACE INTO queues (name, attributes, created_ms, modified_ms) VALUES (?, ?, ?, ?)',
        name,
        JSON.stringify(attributes),
        createdMs,
        nowMs,
      );
      known.set(name, queue);
      return queue;
    },
    remove: (name) => {
      database.run('DELETE FROM queues WHERE name = ?', name);
      known.delete(name);
    },
    arn: (name) => `arn:aws:sqs:${region}:${account}:${name}`,
    nameOfArn,
    redrive,
    sourcesOf: (name) => all().filter((queue) => redrive(queue)?.deadLetterQueueName === name),
  };
};

const queueOf = (row: QueueRow): Queue => ({
  name: row.name,
  attributes: JSON.parse(row.attributes) as Record<string, string>,
  createdMs: row.created_ms,
  modifiedMs: row.modified_ms,
});

/** A numeric attribute, its default where it isn't set. */
export const numberOf = (queue: Queue, attribute: string): number =>
  Number(queue.attributes[attribute] ?? NUMBERS[attribute]?.[0]);

/** A number given in a request, within the bounds of the attribute of that kind. */
export const bounded = (parameter: string, value: unknown, attribute: string = parameter): number => {
  const [, least = 0, most = 0] = NUMBERS[attribute] ?? [];
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw invalidParameter(parameter, value, `Must be between ${least} and ${most}.`);
  return number;
};

/** All attributes with their defaults, as `GetQueueAttributes` shows them. */
export const withDefaults = (queue: Queue): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, [usual]]) => [name, String(usual)])),
  ...queue.attributes,
});

const checkName = (name: string): void => {
  if (name.endsWith('.fifo'))
    throw new SqsError('UnsupportedOperation', 'The local engine has standard queues only, no FIFO queues.');
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
    throw invalidParameter(
      'QueueName',
      name,
      'Can only include 1 to 80 alphanumeric characters, hyphens, or underscores.',
    );
};

const checkAttributes = (attributes: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'RedrivePolicy') checkRedrive(value);
    else if (NUMBERS[name] !== undefined) bounded(name, value);
    else if (!KEPT.has(name)) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
};

const checkRedrive = (text: string): void => {
  if (text === '') return;
  const policy = parsedPolicy(text);
  const count = Number(policy['maxReceiveCount']);
  if (
    typeof policy['deadLetterTargetArn'] !== 'string' ||
    !Number.isInteger(count) ||
    count < 1 ||
    count > 1000
  )
    throw invalidParameter(
      'RedrivePolicy',
      text,
      'It needs a deadLetterTargetArn and a maxReceiveCount of 1 to 1000.',
    );
};

const parsedPolicy = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw invalidParameter('RedrivePolicy', text, 'Redrive policy is not a valid JSON map.');
  }
};
