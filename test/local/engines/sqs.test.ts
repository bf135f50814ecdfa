import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anSqs, type Sqs } from './support/sqs.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the SQS engine', () => {
  let sqs: Sqs;
  beforeEach(async () => {
    sqs = await anSqs();
  });
  afterEach(() => sqs.close());

  const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.work.url, MessageBody, ...more }));
  const receive = async (more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> => {
    const input = {
      QueueUrl: sqs.work.url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All' as const],
    };
    return (await sqs.client.send(new ReceiveMessageCommand({ ...input, ...more }))).Messages ?? [];
  };
  const remove = (message: Message | undefined) =>
    sqs.client.send(
      new DeleteMessageCommand({ QueueUrl: sqs.work.url, ReceiptHandle: message?.ReceiptHandle }),
    );
  const stats = (name = 'work') => sqs.engine.stats().find((queue) => queue.name === name);
  /** Receives everything and lets it come back, as a worker that fails does. */
  const fail = async () => {
    const messages = await receive();
    sqs.clock.advance(60_000);
    return messages;
  };

  it('delivers a message with its attributes and checksums', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'survey' },
      tries: { DataType: 'Number', StringValue: '3' },
      blob: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    const sent = await send('客服 🙂', { MessageAttributes });

    const [message] = await receive({ MessageAttributeNames: ['All'] });

    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: '客服 🙂',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(sqs.clock.now()) },
    });
    // Worked out outside of this project by the documented algorithm: each part after its length in four bytes.
    const one = await send('x', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } });
    expect(one.MD5OfMessageAttributes).toBe('bef8bf215374a0a228d67533b1a488be');
  });

  it('hides a received message until its visibility ends, then delivers it again under a new receipt', async () => {
    await send('once');
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    expect(stats()).toEqual({ name: 'work', visible: 0, inFlight: 1, delayed: 0, deadLetters: 0 });
    sqs.clock.advance(60_000);

    const [second] = await receive();

    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2');
    // The receipt of a worker that was too slow deletes nothing.
    await remove(first);
    expect(stats()?.inFlight).toBe(1);
    await remove(second);
    expect(stats()).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it('changes the visibility of a received message', async () => {
    await send('once');
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      sqs.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: sqs.work.url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(120);
    sqs.clock.advance(119_999);
    expect(await receive()).toEqual([]);
    await change(0);
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });

    expect(await receive()).toHaveLength(1);
  });

  it('holds a delayed message back until its time, whatever hurries the queue', async () => {
    await send('later', { DelaySeconds: 900 });
    await sqs.engine.hurry();
    expect(stats()).toMatchObject({ visible: 0, delayed: 1, inFlight: 0 });
    sqs.clock.advance(899_999);
    expect(await receive()).toEqual([]);
    sqs.clock.advance(1);

    expect((await receive()).map((message) => message.Body)).toEqual(['later']);
  });

  it('delivers messages in back-off at once when hurried', async () => {
    await send('failed');
    await receive();

    await sqs.engine.hurry('work');

    expect(await receive()).toHaveLength(1);
  });

  it('moves a message to the dead letters after three receives, with its age and its id', async () => {
    const { MessageId } = await send('poison');
    const sentMs = sqs.clock.now();
    for (let n = 0; n < 3; n += 1) expect(await fail()).toHaveLength(1);
    expect(await receive()).toEqual([]);
    expect(stats()).toMatchObject({ visible: 0, inFlight: 0, deadLetters: 1 });

    const [dead] = await receive({ QueueUrl: sqs.dead.url });

    expect(dead).toMatchObject({
      MessageId,
      Attributes: { SentTimestamp: String(sentMs), DeadLetterQueueSourceArn: sqs.work.arn },
    });
  });

  it('delivers good messages beside a poisonous one in the same receive', async () => {
    await send('poison');
    for (let n = 0; n < 3; n += 1) await fail();
    await send('good');

    expect((await receive()).map((message) => message.Body)).toEqual(['good']);
  });

  it('redrives dead letters as new messages', async () => {
    const { MessageId } = await send('poison');
    for (let n = 0; n < 3; n += 1) await fail();
    await receive();
    await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.dead.arn }));
    await expect.poll(() => stats()?.visible).toBe(1);

    const [again] = await receive();
    const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn: sqs.dead.arn }));

    expect(again?.Body).toBe('poison');
    expect(again?.MessageId).not.toBe(MessageId);
    expect(again?.Attributes).toMatchObject({
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sqs.clock.now()),
    });
    expect(Results).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 1 },
    ]);
  });

  it('refuses to redrive from a queue that holds no dead letters', async () => {
    await expect(
      sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.work.arn })),
    ).rejects.toMatchObject({ message: expect.stringContaining('Dead Letter Queue') });
  });

  it('forgets messages after the retention time, counted from when they were first sent', async () => {
    await send('old');
    for (let n = 0; n < 3; n += 1) await fail();
    await receive();
    sqs.clock.advance(13.9 * DAY_MS);
    expect(stats()?.deadLetters).toBe(1);
    sqs.clock.advance(0.2 * DAY_MS);

    expect(stats('work-dead')).toMatchObject({ visible: 0 });
  });

  it('waits for a message in a long poll and wakes when one comes', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send('now');

    expect((await waiting).map((message) => message.Body)).toEqual(['now']);
  });

  it('wakes a long poll when the clock is moved past a delay', async () => {
    await send('delayed', { DelaySeconds: 600 });
    const waiting = receive({ WaitTimeSeconds: 20 });
    sqs.clock.advance(600_000);

    expect((await waiting).map((message) => message.Body)).toEqual(['delayed']);
  });

  it('sends and deletes batches, refusing single entries', async () => {
    const { Successful, Failed } = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl: sqs.work.url,
        Entries: [
          { Id: 'a', MessageBody: 'a' },
          { Id: 'b', MessageBody: 'b', DelaySeconds: 901 },
          { Id: 'c', MessageBody: 'c\u0000' },
          { Id: 'd', MessageBody: 'd' },
        ],
      }),
    );
    const messages = await receive();
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: sqs.work.url,
        Entries: [
          ...messages.map((message, n) => ({ Id: `m${n}`, ReceiptHandle: message.ReceiptHandle })),
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );

    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'd']);
    expect(Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
      ['b', 'InvalidParameterValue'],
      ['c', 'InvalidMessageContents'],
    ]);
    expect(messages.map((message) => message.Body).sort()).toEqual(['a', 'd']);
    expect([deleted.Successful?.length, deleted.Failed?.map(({ Code }) => Code)]).toEqual([
      2,
      ['ReceiptHandleIsInvalid'],
    ]);
  });

  const entries = (count: number, id = (n: number) => `e${n}`) =>
    Array.from({ length: count }, (_, n) => ({ Id: id(n), MessageBody: 'x' }));
  it.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['11 entries', entries(11), 'TooManyEntriesInBatchRequest'],
    ['two entries of one id', entries(2, () => 'same'), 'BatchEntryIdsNotDistinct'],
    ['an id with a space', entries(1, () => 'a b'), 'InvalidBatchEntryId'],
    [
      'more than 1 MiB in all',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('refuses a batch of %s', async (_, Entries, name) => {
    const refused = sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.work.url, Entries }));

    await expect(refused).rejects.toMatchObject({ name });
  });

  it('takes a message of exactly 1 MiB, in UTF-8, and refuses one byte more', async () => {
    await send('é'.repeat(2 ** 19));

    await expect(send(`${'é'.repeat(2 ** 19)}x`)).rejects.toThrow('shorter than 1048576 bytes');
    expect((await receive())[0]?.Body).toHaveLength(2 ** 19);
  });

  it('makes, finds, lists, describes, changes and purges queues', async () => {
    const { QueueUrl } = await sqs.client.send(new CreateQueueCommand({ QueueName: 'more' }));
    expect(await sqs.client.send(new GetQueueUrlCommand({ QueueName: 'more' }))).toMatchObject({ QueueUrl });
    expect((await sqs.client.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(3);
    await sqs.client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7', DelaySeconds: '5' } }),
    );
    await sqs.engine.send('more', 'one');
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));

    expect(Attributes).toMatchObject({
      VisibilityTimeout: '7',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '1',
      QueueArn: expect.stringMatching(/^arn:aws:sqs:.*:more$/),
    });
    expect(stats('more')).toMatchObject({ delayed: 0 });
    await expect(sqs.client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(sqs.client.send(new CreateQueueCommand({ QueueName: 'work.fifo' }))).rejects.toMatchObject({
      name: 'UnsupportedOperation',
    });
  });

  it('gives a worker its messages in the shape of an event, and releases what it could not do', async () => {
    const announced: string[] = [];
    sqs.engine.onMessage((name) => announced.push(name));
    await sqs.engine.send('work', 'a', { kind: 'survey' });
    const [message] = await sqs.engine.receive('work', { max: 10 });
    expect(announced).toContain('work');
    expect(message).toMatchObject({
      body: 'a',
      md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {
        kind: { dataType: 'String', stringValue: 'survey', stringListValues: [], binaryListValues: [] },
      },
    });

    await sqs.engine.release('work', [message?.receiptHandle ?? ''], 0);
    const [again] = await sqs.engine.receive('work', { max: 10 });
    await sqs.engine.release('work', [message?.receiptHandle ?? ''], 0);
    expect(await sqs.engine.receive('work', { max: 10 })).toEqual([]);
    await sqs.engine.delete('work', [again?.receiptHandle ?? '']);

    expect(stats()).toMatchObject({ visible: 0, inFlight: 0 });
  });
});
