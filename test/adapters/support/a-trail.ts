import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { lockedObjects } from '#shared/adapters/audit/locked-objects.ts';
import { sealedTrail } from '#shared/adapters/audit/sealed-trail.ts';
import { auditItem } from '#shared/adapters/dynamo/items/audit.ts';
import { auditList } from '#shared/adapters/dynamo/lists/audit.ts';
import { itemOf } from '#shared/adapters/dynamo/write.ts';
import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { anS3 } from '#test/local/engines/support/s3.ts';
import { credentials } from '#test/local/engines/support/serve.ts';
import { digest } from '#test/support/memory-trail.ts';
import { aStore } from './a-store.ts';

/** The audit trail over the embedded engines of table and bucket, through the real SDK and our own signed requests. */
export const aTrail = async (now = Date.now) => {
  const store = await aStore({ team: 1, all: 1, timers: 1 });
  const s3 = await anS3();
  // As in production, what is lost on the way is asked for again: a big table in the same process makes connections wait.
  const client = new DynamoDBClient({
    credentials,
    region: 'eu-central-1',
    maxAttempts: 6,
    ...(store.table.documents.config.endpoint && { endpoint: store.table.documents.config.endpoint }),
  });
  const table = { ...store.table, documents: DynamoDBDocumentClient.from(client) };
  const bucket = { ...credentials, address: `${s3.url}/files`, region: 'eu-central-1' };
  const objects = lockedObjects(() => bucket);
  return {
    table,
    s3,
    bucket,
    objects,
    trail: sealedTrail(table, digest, objects),
    list: auditList(table, now),
    /** Puts many records at once, 25 in a request. */
    load: async (events: readonly AuditEvent[]): Promise<void> => {
      const chunks = Array.from({ length: Math.ceil(events.length / 25) }, (_, n) =>
        events.slice(n * 25, n * 25 + 25),
      );
      const four = [0, 1, 2, 3].map(async (lane) => {
        for (let n = lane; n < chunks.length; n += 4) {
          const puts = (chunks[n] ?? []).map((event) => ({
            PutRequest: { Item: itemOf(auditItem, event, table) },
          }));
          await table.documents.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
        }
      });
      await Promise.all(four);
    },
    close: async (): Promise<void> => {
      client.destroy();
      await store.close();
      await s3.close();
    },
  };
};
export type Trail = Awaited<ReturnType<typeof aTrail>>;
