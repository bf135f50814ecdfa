import { join } from 'node:path';
import type { EngineOptions, Engines } from './engine-ports.ts';
import { createDynamoEngine } from './engines/dynamodb/engine.ts';
import type { CreateTableInput } from './engines/dynamodb/types.ts';
import { createS3Engine } from './engines/s3/engine.ts';
import { createSqsEngine } from './engines/sqs/engine.ts';

/** Opens the engines that run in this process, with their state under the home. */
export const openEmbeddedEngines = async (options: EngineOptions): Promise<Engines> => {
  const { home, now, region, secretAccessKey } = options;
  const buckets = await createS3Engine({
    dir: join(home, 's3'),
    now,
    region,
    credentials: () => secretAccessKey,
  });
  const [tables, queues] = await Promise.all([
    createDynamoEngine({ dir: join(home, 'dynamodb'), now, exportTarget: buckets.writer }),
    createSqsEngine({ dir: join(home, 'sqs'), now, region }),
  ]);
  return {
    tables: {
      ...tables,
      ensureTable: (input, ttlAttribute) =>
        tables.ensureTable(input as unknown as CreateTableInput, ttlAttribute),
    },
    queues: {
      ...queues,
      ensureQueue: async (definition) => queues.ensureQueue(definition),
      send: async (name, body) => void (await queues.send(name, body)),
      receive: (name, max) => queues.receive(name, { max }),
      remove: queues.delete,
    },
    buckets: {
      ...buckets,
      onObjectCreated: (listener) =>
        buckets.onObjectCreated(({ bucket, key, size, etag }) => {
          listener({ bucket, key, size, eTag: etag, eventName: 'ObjectCreated:Put' }).catch(
            (error: unknown) => {
              process.stderr.write(`notification of ${bucket}: ${String(error)}\n`);
            },
          );
        }),
    },
    setFaults: (plan) => {
      for (const engine of [tables, queues, buckets]) engine.setFaults(plan);
    },
    onCall: (listener) => {
      for (const engine of [tables, queues, buckets]) engine.onCall(listener);
    },
  };
};
