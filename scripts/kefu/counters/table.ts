import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { hurried } from '#shared/adapters/patience.ts';
import { localEngine } from '../engine.ts';
import { isLocal } from '../sign-in.ts';

/** The table of a deployment as it lies there: of the local stack, or of AWS with the credentials of the environment. Opens nothing that is sealed. */
export const tableOf = async (url: string, stage: string): Promise<{ table: Table; now: () => number }> => {
  const { now, ...connection } = isLocal(url) ? await localEngine(url) : { now: Date.now };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ ...hurried, ...connection }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  // Lists are not written here, so that it does not matter how many shards they have.
  return { table: { documents, name: `kefu-${stage}-table`, shards: { team: 1, all: 1, timers: 1 } }, now };
};
