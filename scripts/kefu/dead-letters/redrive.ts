import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { exitCodes, Failure } from '../failure.ts';
import type { Io } from '../io.ts';

/** More would crowd out live traffic behind the same worker. */
export const MAX_RATE = 50;

export type Redrive = {
  readonly client: SQSClient;
  readonly io: Io;
  /** Messages a second, up to `MAX_RATE`. */
  readonly rate: number;
  readonly onProgress: (moved: number, total: number | undefined) => void;
};

const POLL_MS = 500;

/**
 * Sends everything in the queue with this ARN where it came from, and tells how many. A task that is already under way is followed, not
 * doubled. Throws a `Failure` when the task fails, or when messages come back while they are sent: they would go round for ever.
 */
export const redriveAll = async (
  sourceArn: string,
  { client, io, rate, onProgress }: Redrive,
): Promise<number> => {
  const latest = async () => {
    const { Results = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 1 }),
    );
    return Results[0];
  };
  if ((await latest())?.Status !== 'RUNNING')
    await client.send(
      new StartMessageMoveTaskCommand({ SourceArn: sourceArn, MaxNumberOfMessagesPerSecond: rate }),
    );
  for (;;) {
    const task = await latest();
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    const total = task?.ApproximateNumberOfMessagesToMove;
    onProgress(moved, total);
    if (task?.Status === 'COMPLETED' || task === undefined) return moved;
    if (task.Status !== 'RUNNING') throw broken(moved, `${task.Status} ${task.FailureReason ?? ''}`.trim());
    if (total !== undefined && moved > total + Math.max(100, total / 10)) {
      await client.send(new CancelMessageMoveTaskCommand({ TaskHandle: task.TaskHandle }));
      throw broken(moved, 'messages come back while they are sent: their worker still fails');
    }
    await io.pause(POLL_MS);
  }
};

const broken = (moved: number, why: string): Failure =>
  new Failure(exitCodes.refused, [`stopped after ${moved} messages: ${why}`], {
    code: 'redrive',
    moved,
    why,
  });

/** Long enough to look through the queue; whatever was not chosen is let go at the end. */
const HELD_SECONDS = 120;
const AT_ONCE = 10;

export type Chosen = { readonly moved: number; readonly missing: readonly string[] };

/**
 * Sends the chosen messages of one queue to another and takes them out of the first, in this order: a crash in between leaves one twice,
 * which its worker recognises. The others stay.
 */
export const redriveChosen = async (
  fromUrl: string,
  toUrl: string,
  ids: ReadonlySet<string>,
  { client, io, rate, onProgress }: Redrive,
): Promise<Chosen> => {
  const missing = new Set(ids);
  const held: string[] = [];
  try {
    while (missing.size > 0) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: fromUrl,
          MaxNumberOfMessages: AT_ONCE,
          VisibilityTimeout: HELD_SECONDS,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) {
        if (!missing.delete(message.MessageId ?? '')) held.push(message.ReceiptHandle ?? '');
        else {
          await moveOne(client, message, fromUrl, toUrl);
          onProgress(ids.size - missing.size, ids.size);
          await io.pause(1000 / rate);
        }
      }
    }
  } finally {
    await release(client, fromUrl, held);
  }
  return { moved: ids.size - missing.size, missing: [...missing] };
};

const moveOne = async (
  client: SQSClient,
  message: Message,
  fromUrl: string,
  toUrl: string,
): Promise<void> => {
  await client.send(
    new SendMessageCommand({
      QueueUrl: toUrl,
      MessageBody: message.Body,
      ...(message.MessageAttributes ? { MessageAttributes: message.MessageAttributes } : {}),
    }),
  );
  await client.send(new DeleteMessageCommand({ QueueUrl: fromUrl, ReceiptHandle: message.ReceiptHandle }));
};

/** Makes messages visible again that were only looked at. */
const release = async (client: SQSClient, queueUrl: string, receipts: readonly string[]): Promise<void> => {
  for (let at = 0; at < receipts.length; at += AT_ONCE)
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: receipts
          .slice(at, at + AT_ONCE)
          .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 })),
      }),
    );
};
