import { createS3Engine } from '#local/engines/s3/engine.ts';
import { secretOf } from './s3.ts';
import { aClock, serve } from './serve.ts';

/** A process of its own around the engine, made to be killed: prints its address when it serves. */
const engine = await createS3Engine({ dir: process.argv[2] ?? '', now: aClock().now, credentials: secretOf });
await engine.ensureBucket('files');
const { url } = await serve(engine);
process.stdout.write(`${url}\n`);
