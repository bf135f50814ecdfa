import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { hurried } from '../patience.ts';

/** One client for each execution environment; connections are kept, a slow call is given up well inside a function's time. */
export const createDocumentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(hurried), {
    marshallOptions: { removeUndefinedValues: true },
  });
