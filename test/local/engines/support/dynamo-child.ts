import { createDynamoEngine } from '#local/engines/dynamodb/engine.ts';
import { deskTable } from './dynamo.ts';
import { aClock, serve } from './serve.ts';

/** A process of its own around the engine, made to be killed: prints its address when it serves. */
const engine = await createDynamoEngine({ dir: process.argv[2] ?? '', now: aClock().now });
await engine.ensureTable(deskTable, 'ttl');
const { url } = await serve(engine);
process.stdout.write(`${url}\n`);
