import { processIo } from './kefu/io.ts';
import { runKefu } from './kefu/run.ts';

/** `npm run kefu -- <command>`: what operators do with a desk, see docs/cli.md. */
process.exitCode = await runKefu(process.argv.slice(2), processIo());
