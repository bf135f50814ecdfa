import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One client for each execution environment; connections are kept, a slow call is given up well inside a function's time. */
export const createDocumentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: 4, requestHandler: { requestTimeout: 4000, connectionTimeout: 1000 } }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
