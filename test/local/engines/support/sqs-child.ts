import { createSqsEngine } from '#local/engines/sqs/engine.ts';
import { aClock, serve } from './serve.ts';

/** A process of its own around the engine, made to be killed: prints its address when it serves. */
const engine = await createSqsEngine({ dir: process.argv[2] ?? '', now: aClock().now });
engine.ensureQueue({ name: 'work', attributes: { VisibilityTimeout: '60' } });
const { url } = await serve(engine);
process.stdout.write(`${url}\n`);
