import { batchEntries, type Entry, eachEntry } from './batches.ts';
import { contentBytes, MAX_BYTES, md5, md5OfAttributes } from './content.ts';
import type { Core } from './core.ts';
import { invalidParameter, missingParameter, SqsError } from './errors.ts';
import type { MoveRequest } from './move-tasks.ts';
import { queueOperations } from './queue-operations.ts';
import { bounded, numberOf } from './queues.ts';
import type { Message, MessageAttribute, MessageAttributes, Queue, WorkerAttribute } from './types.ts';

export type Request = Record<string, unknown>;
export type Operation = (core: Core, request: Request, baseUrl: string) => unknown;

export const queueOf = (core: Core, request: Request): Queue => {
  const url = request['QueueUrl'];
  if (typeof url !== 'string' || url === '') throw missingParameter('QueueUrl');
  return core.queues.get(url.split('/').at(-1) ?? '');
};

const receiptOf = (request: Request): string => {
  const receipt = request['ReceiptHandle'];
  if (typeof receipt !== 'string' || receipt === '') throw missingParameter('ReceiptHandle');
  return receipt;
};

const attributesOf = (request: Request): MessageAttributes =>
  (request['MessageAttributes'] ?? {}) as Record<string, MessageAttribute>;

const systemOf = (request: Request): Record<string, string> => {
  const trace = (request['MessageSystemAttributes'] as MessageAttributes | undefined)?.['AWSTraceHeader']
    ?.StringValue;
  const group = request['MessageGroupId'];
  return {
    ...(trace !== undefined && { AWSTraceHeader: trace }),
    ...(typeof group === 'string' && { MessageGroupId: group }),
  };
};

const send = (core: Core, queue: Queue, request: Request) => {
  const delay = request['DelaySeconds'];
  const MessageId = core.send(queue, {
    body: request['MessageBody'],
    attributes: attributesOf(request),
    system: systemOf(request),
    ...(typeof delay === 'number' && { delayMs: bounded('DelaySeconds', delay) * 1000 }),
  });
  const digest = md5OfAttributes(attributesOf(request));
  return {
    MessageId,
    MD5OfMessageBody: md5(String(request['MessageBody'])),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest }),
  };
};

const sendBatch = (core: Core, request: Request) => {
  const queue = queueOf(core, request);
  const entries = batchEntries(request['Entries'] as (Entry & Request)[] | undefined);
  const bytes = entries.reduce(
    (sum, entry) => sum + contentBytes(entry['MessageBody'], attributesOf(entry)),
    0,
  );
  if (bytes > MAX_BYTES)
    throw new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  return core.atomically(() => eachEntry(entries, (entry) => send(core, queue, entry)));
};

const receive = async (core: Core, request: Request) => {
  const queue = queueOf(core, request);
  const max = Number(request['MaxNumberOfMessages'] ?? 1);
  if (!Number.isInteger(max) || max < 1 || max > 10)
    throw invalidParameter('MaxNumberOfMessages', max, 'Must be between 1 and 10, if provided.');
  const visibility = request['VisibilityTimeout'];
  const visibilityMs = visibility === undefined ? undefined : bounded('VisibilityTimeout', visibility) * 1000;
  const wait = request['WaitTimeSeconds'] ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  const waitMs = bounded('WaitTimeSeconds', wait, 'ReceiveMessageWaitTimeSeconds') * 1000;
  const messages = await core.receive(queue, max, visibilityMs, waitMs);
  return messages.length === 0 ? {} : { Messages: messages.map((message) => wireMessage(message, request)) };
};

const chosen = (names: unknown): ((name: string) => boolean) => {
  const wanted = Array.isArray(names) ? names.map(String) : [];
  return (name) =>
    wanted.some(
      (one) =>
        one === 'All' ||
        one === '.*' ||
        one === name ||
        (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
    );
};

const wireMessage = (message: Message, request: Request): Record<string, unknown> => {
  const wantsSystem = chosen([
    ...((request['MessageSystemAttributeNames'] ?? []) as string[]),
    ...((request['AttributeNames'] ?? []) as string[]),
  ]);
  const system = Object.entries(message.attributes).filter(([name]) => wantsSystem(name));
  const wantsOwn = chosen(request['MessageAttributeNames']);
  const own = Object.fromEntries(
    Object.entries(message.messageAttributes)
      .filter(([name]) => wantsOwn(name))
      .map(([name, attribute]) => [name, wireAttribute(attribute)]),
  );
  const digest = md5OfAttributes(own);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.md5OfBody,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(digest !== undefined && { MessageAttributes: own, MD5OfMessageAttributes: digest }),
  };
};

const wireAttribute = ({ dataType, stringValue, binaryValue }: WorkerAttribute): MessageAttribute => ({
  DataType: dataType,
  ...(stringValue !== undefined && { StringValue: stringValue }),
  ...(binaryValue !== undefined && { BinaryValue: binaryValue }),
});

const setVisibility = (core: Core, queue: Queue, request: Request): void => {
  const timeout = request['VisibilityTimeout'];
  if (timeout === undefined) throw missingParameter('VisibilityTimeout');
  core.setVisibility(queue, receiptOf(request), bounded('VisibilityTimeout', timeout) * 1000);
};

const remove = (core: Core, queue: Queue, request: Request): void =>
  core.messages.remove(queue, receiptOf(request));

/** A batch operation made of a single one without a result. */
const batchOf =
  (perform: (core: Core, queue: Queue, request: Request) => void): Operation =>
  (core, request) => {
    const queue = queueOf(core, request);
    return eachEntry(batchEntries(request['Entries'] as (Entry & Request)[] | undefined), (entry) => {
      perform(core, queue, entry);
      return {};
    });
  };

/** Every operation this engine has, by its AWS name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ...queueOperations(queueOf),
  ['SendMessage', (core, request) => send(core, queueOf(core, request), request)],
  ['SendMessageBatch', sendBatch],
  ['ReceiveMessage', receive],
  ['DeleteMessage', (core, request) => remove(core, queueOf(core, request), request)],
  ['DeleteMessageBatch', batchOf(remove)],
  ['ChangeMessageVisibility', (core, request) => setVisibility(core, queueOf(core, request), request)],
  ['ChangeMessageVisibilityBatch', batchOf(setVisibility)],
  ['StartMessageMoveTask', (core, request) => core.tasks.start(request as MoveRequest)],
  ['CancelMessageMoveTask', (core, request) => core.tasks.cancel(String(request['TaskHandle'] ?? ''))],
  [
    'ListMessageMoveTasks',
    (core, request) =>
      core.tasks.list(String(request['SourceArn'] ?? ''), Number(request['MaxResults'] ?? 1)),
  ],
]);
