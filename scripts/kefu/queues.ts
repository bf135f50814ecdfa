import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { unreachable, usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { isLocal } from './sign-in.ts';

/** Dead letters of a deployment, seen through the API of its queues. Names are without the stage. */
export type DeadLetters = {
  list(): Promise<{ name: string; messages: number }[]>;
  /** Up to so many; they stay where they are. */
  preview(
    name: string,
    most: number,
  ): Promise<{ id: string; sentAt: string; receives: number; body: string }[]>;
  /** Puts all of them back where they came from; tells how far it is until it is done. */
  redrive(name: string, onProgress: (moved: number, total: number | undefined) => void): Promise<number>;
};

const ENDINGS = ['-dlq', '-failures'];
const POLL_MS = 500;

/** Locally the engine that runs beside the stack; elsewhere AWS, with the credentials of the environment. */
export const deadLettersOf = async (url: string, stage: string, io: Io): Promise<DeadLetters> => {
  const client = isLocal(url) ? await localClient(url) : new SQSClient({});
  const prefix = `kefu-${stage}-`;
  const all = async () => {
    const { QueueUrls = [] } = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000 }),
    );
    return QueueUrls.map((queueUrl) => ({
      queueUrl,
      name: queueUrl.split('/').at(-1)?.slice(prefix.length) ?? '',
    }))
      .filter(({ name }) => ENDINGS.some((ending) => name.endsWith(ending)))
      .sort((a, b) => a.name.localeCompare(b.name));
  };
  const named = async (name: string): Promise<string> => {
    const found = (await all()).find((one) => one.name === name || one.name === `${name}-dlq`);
    if (!found) throw usageFailure(`there are no dead letters called ${name}`);
    return found.queueUrl;
  };
  return {
    list: async () =>
      Promise.all(
        (await all()).map(async ({ name, queueUrl }) => ({
          name,
          messages: await countIn(client, queueUrl),
        })),
      ),
    preview: async (name, most) => previewed(client, await named(name), most),
    redrive: async (name, onProgress) => redriven(client, await named(name), onProgress, io),
  };
};

const enginesAnswer = z.object({ address: z.url() });

const localClient = async (url: string): Promise<SQSClient> => {
  const response = await fetch(`${url}/_local/engines`).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  const { address } = enginesAnswer.parse(await response.json());
  return new SQSClient({
    endpoint: address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
};

const countIn = async (client: SQSClient, queueUrl: string): Promise<number> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
};

const previewed = async (client: SQSClient, queueUrl: string, most: number) => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }),
  );
  return Messages.map(({ MessageId = '', Body = '', Attributes = {} }) => ({
    id: MessageId,
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    body: Body,
  }));
};

const redriven = async (
  client: SQSClient,
  queueUrl: string,
  onProgress: (moved: number, total: number | undefined) => void,
  io: Io,
): Promise<number> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  const source = Attributes['QueueArn'];
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: source }));
  for (;;) {
    const { Results = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: source, MaxResults: 1 }),
    );
    const task = Results[0];
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    onProgress(moved, task?.ApproximateNumberOfMessagesToMove);
    if (task?.Status !== 'RUNNING') return moved;
    await io.pause(POLL_MS);
  }
};
