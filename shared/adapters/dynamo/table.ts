import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readEnv, tableEnv } from '#shared/runtime/env.ts';
import { createDocumentClient } from './client.ts';
import type { Shards } from './keys.ts';
import type { Vault } from './vault/vault.ts';

/** The table as adapters use it. */
export type Table = {
  readonly documents: DynamoDBDocumentClient;
  readonly name: string;
  readonly shards: Shards;
  /** Opens and seals what is personal. Who has none sees what lies in the open, and writes no record that could hold personal values. */
  readonly vault?: Vault | undefined;
};

/** The table that the environment names. */
export const tableFromEnv = (documents: DynamoDBDocumentClient = createDocumentClient()): Table => {
  const env = readEnv(tableEnv);
  return {
    documents,
    name: env.TABLE_NAME,
    shards: { team: env.SHARDS_TEAM, all: env.SHARDS_ALL, timers: env.SHARDS_TIMERS },
  };
};
