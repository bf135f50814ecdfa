import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoEngine, type DynamoEngine } from '#local/engines/dynamodb/engine.ts';
import type { CreateTableInput } from '#local/engines/dynamodb/types.ts';
import { aClock, credentials, serve } from './serve.ts';

/** A table with one index of each projection, one with a number as its sort key, and a stream of both images. */
export const deskTable: CreateTableInput = {
  TableName: 'desk',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'g1pk', AttributeType: 'S' },
    { AttributeName: 'g1sk', AttributeType: 'S' },
    { AttributeName: 'g2pk', AttributeType: 'S' },
    { AttributeName: 'g2sk', AttributeType: 'N' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'all',
      KeySchema: [
        { AttributeName: 'g1pk', KeyType: 'HASH' },
        { AttributeName: 'g1sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'card',
      KeySchema: [
        { AttributeName: 'g2pk', KeyType: 'HASH' },
        { AttributeName: 'g2sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['card'] },
    },
    {
      IndexName: 'keys',
      KeySchema: [{ AttributeName: 'g2pk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

export const clientsFor = (url: string) => {
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-central-1', credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { client, documents };
};

/** An engine with the table `desk`, served over HTTP, with the real SDK's clients. */
export const aDesk = async (options: { dir?: string } = {}) => {
  const clock = aClock();
  const engine: DynamoEngine = await createDynamoEngine({ ...options, now: clock.now });
  await engine.ensureTable(deskTable, 'ttl');
  const served = await serve(engine);
  const { client, documents } = clientsFor(served.url);
  return {
    engine,
    clock,
    client,
    documents,
    url: served.url,
    close: async () => {
      client.destroy();
      await served.stop();
      await engine.close();
    },
  };
};

export type Desk = Awaited<ReturnType<typeof aDesk>>;
