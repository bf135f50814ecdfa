import { createHash } from 'node:crypto';

const account = '000000000000';
const region = 'eu-central-1';
const at = '2026-03-02T09:00:00.000Z';
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A UUID that is always the same for the same words. */
const uuid = (words: string): string =>
  digest(words).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

/** A batch of a queue as a function receives it. */
export const sqsEvent = (queueId: string, bodies: readonly unknown[]) => ({
  Records: bodies.map((body, n) => {
    const text = JSON.stringify(body);
    return {
      messageId: uuid(`${queueId} ${n}`),
      receiptHandle: digest(`${queueId} receipt ${n}`),
      body: text,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.parse(at)),
        SenderId: 'AROAEXAMPLE:kefu-local-schedules-sla-sweep',
        ApproximateFirstReceiveTimestamp: String(Date.parse(at) + 12),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(text).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${region}:${account}:kefu-local-${queueId}`,
      awsRegion: region,
    };
  }),
});

/** An insert on the table's stream; the image is in the table's wire form. */
export const streamEvent = (images: readonly { readonly keys: unknown; readonly image: unknown }[]) => ({
  Records: images.map(({ keys, image }, n) => ({
    eventID: digest(`stream ${n}`).slice(0, 32),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Date.parse(at) / 1000,
      Keys: keys,
      NewImage: image,
      SequenceNumber: String(100_000_000_000_000_000_001n + BigInt(n)),
      SizeBytes: JSON.stringify(image).length,
      StreamViewType: 'NEW_IMAGE',
    },
    eventSourceARN: `arn:aws:dynamodb:${region}:${account}:table/kefu-local-table/stream/2026-01-01T00:00:00.000`,
  })),
});

/** An event of the bus as a rule hands it on. */
export const busEvent = (detail: Readonly<Record<string, unknown>>) => ({
  version: '0',
  id: uuid(String(detail['id'])),
  'detail-type': detail['type'],
  source: 'kefu',
  account,
  time: '2026-03-02T09:00:00Z',
  region,
  resources: [],
  detail,
});

/** What CloudFormation asks of the bootstrap function at the first deployment. */
export const customResourceEvent = () => ({
  RequestType: 'Create',
  ServiceToken: `arn:aws:lambda:${region}:${account}:function:kefu-local-bootstrap`,
  ResponseURL: 'https://cloudformation-custom-resource-response.example.com/answer?signature=example',
  StackId: `arn:aws:cloudformation:${region}:${account}:stack/kefu-local-service/${uuid('stack')}`,
  RequestId: uuid('request'),
  ResourceType: 'Custom::KefuDefaults',
  LogicalResourceId: 'DefaultsResource',
  ResourceProperties: {
    ServiceToken: `arn:aws:lambda:${region}:${account}:function:kefu-local-bootstrap`,
    stage: 'local',
    code: digest('code'),
  },
});
