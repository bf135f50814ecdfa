import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { type Letter, letterOf } from './dead-letters/letter.ts';
import { type Chosen, type Redrive, redriveAll, redriveChosen } from './dead-letters/redrive.ts';
import { localEngine } from './engine.ts';
import { exitCodes, Failure, usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { isLocal } from './sign-in.ts';

type How = Pick<Redrive, 'rate' | 'onProgress'>;

/** Dead letters of a deployment, seen through the API of its queues. Names are without the stage. */
export type DeadLetters = {
  list(): Promise<{ name: string; messages: number }[]>;
  /** Up to ten; they stay where they are. */
  preview(name: string): Promise<Letter[]>;
  /** What a redrive would do; nothing is done. */
  plan(name: string): Promise<{ name: string; to: string; messages: number }>;
  /** Puts all of them back where they came from; tells how far it is until it is done. */
  redrive(name: string, how: How): Promise<number>;
  /** Puts those of these ids back. */
  redriveChosen(name: string, ids: ReadonlySet<string>, how: How): Promise<Chosen>;
};

const DLQ = '-dlq';
const ENDINGS = [DLQ, '-failures'];
/** More are not received at once. */
const PREVIEWED = 10;

type Place = { readonly name: string; readonly queueUrl: string };

/** Locally the engine that runs beside the stack; elsewhere AWS, with the credentials of the environment. */
export const deadLettersOf = async (url: string, stage: string, io: Io): Promise<DeadLetters> => {
  const { client, now } = isLocal(url)
    ? await localQueues(url)
    : { client: new SQSClient({}), now: Date.now };
  const prefix = `kefu-${stage}-`;
  const all = async (): Promise<Place[]> => {
    const { QueueUrls = [] } = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000 }),
    );
    return QueueUrls.map((queueUrl) => ({
      queueUrl,
      name: queueUrl.split('/').at(-1)?.slice(prefix.length) ?? '',
    })).sort((a, b) => a.name.localeCompare(b.name));
  };
  const named = async (name: string): Promise<Place> => {
    const found = (await all()).find(
      (one) => isDead(one) && (one.name === name || one.name === `${name}${DLQ}`),
    );
    if (!found) throw usageFailure(`there are no dead letters called ${name}`);
    return found;
  };
  /** Dead letters with the queue they came from. */
  const redrivable = async (name: string): Promise<{ from: Place; to: Place }> => {
    const from = await named(name);
    const to = (await all()).find((one) => `${one.name}${DLQ}` === from.name);
    if (!to)
      throw usageFailure(
        `what lies in ${from.name} was put there by a service, not by a queue: docs/runbooks/dead-letters.md says what to do`,
      );
    return { from, to };
  };
  return told({
    list: async () =>
      Promise.all(
        (await all())
          .filter(isDead)
          .map(async ({ name, queueUrl }) => ({ name, messages: await countIn(client, queueUrl) })),
      ),
    preview: async (name) => {
      const place = await named(name);
      const at = now();
      return (await look(client, place.queueUrl)).map((message) => letterOf(place.name, message, at));
    },
    plan: async (name) => {
      const { from, to } = await redrivable(name);
      return { name: from.name, to: to.name, messages: await countIn(client, from.queueUrl) };
    },
    redrive: async (name, how) => {
      const { from } = await redrivable(name);
      return redriveAll(await arnOf(client, from.queueUrl), { client, io, ...how });
    },
    redriveChosen: async (name, ids, how) => {
      const { from, to } = await redrivable(name);
      return redriveChosen(from.queueUrl, to.queueUrl, ids, { client, io, ...how });
    },
  });
};

const isDead = ({ name }: Place): boolean => ENDINGS.some((ending) => name.endsWith(ending));

/** Turns what the queues refuse into failures that people can read. */
const told = (letters: DeadLetters): DeadLetters => {
  const tell = async <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => {
      if (!(error instanceof SQSServiceException)) throw error;
      throw new Failure(exitCodes.refused, [`${error.name}: ${error.message}`], { code: error.name });
    });
  return {
    list: () => tell(letters.list()),
    preview: (name) => tell(letters.preview(name)),
    plan: (name) => tell(letters.plan(name)),
    redrive: (name, how) => tell(letters.redrive(name, how)),
    redriveChosen: (name, ids, how) => tell(letters.redriveChosen(name, ids, how)),
  };
};

const localQueues = async (url: string): Promise<{ client: SQSClient; now: () => number }> => {
  const { now, ...connection } = await localEngine(url);
  return { client: new SQSClient(connection), now };
};

const countIn = async (client: SQSClient, queueUrl: string): Promise<number> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
};

const arnOf = async (client: SQSClient, queueUrl: string): Promise<string> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes['QueueArn'] ?? '';
};

const look = async (client: SQSClient, queueUrl: string) => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: PREVIEWED,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }),
  );
  return Messages;
};
