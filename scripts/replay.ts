import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadMapping } from './replay/mapping.ts';
import { type ReplayOptions, replay } from './replay/replay.ts';
import { type Figures, renderReport, shareOf } from './replay/report.ts';

/** `npm run replay -- <file>`: lives through the log of another system, see docs/replay.md. */
const usage = `npm run replay -- <file.csv or file.csv.gz> [options]
  --mapping NAME    servicenow (default), helpdesk-italian, or the path of a mapping file
  --limit N         only the N cases that were opened first
  --address URL     a running local stack; without it one is started for the replay and thrown away after it
  --json FILE       write the figures there too
  --expect SHARE    exit with 1 when the agreement of the mapping's main priority is below it, e.g. 0.99`;

const readOptions = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mapping: { type: 'string', default: 'servicenow' },
      limit: { type: 'string' },
      address: { type: 'string' },
      json: { type: 'string' },
      expect: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  const expect = values.expect === undefined ? undefined : Number(values.expect);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new Error('--limit is a whole number above 0');
  if (expect !== undefined && !(expect >= 0 && expect <= 1))
    throw new Error('--expect is a share from 0 to 1');
  return { ...values, file: values.help ? undefined : file, limit, expect };
};

/** A stack of its own in a temporary folder; `stop` ends it and takes the folder away. */
const ownStack = () => {
  const home = mkdtempSync(join(tmpdir(), 'kefu-replay-'));
  let close = async (): Promise<void> => {};
  return {
    start: async (now: number) => {
      const { startStack } = await import('./stack.ts');
      const { stack } = await startStack({
        fresh: true,
        manual: true,
        limits: false,
        quiet: true,
        port: 0,
        home,
        now,
      });
      close = stack.close;
      return stack;
    },
    stop: async (): Promise<void> => {
      await close();
      await rm(home, { recursive: true, force: true });
    },
  };
};

const run = async (
  options: Omit<ReplayOptions, 'system' | 'say'>,
  address: string | undefined,
): Promise<Figures> => {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  if (address !== undefined)
    return replay({ ...options, system: { address: address.replace(/\/$/, '') }, say });
  const own = ownStack();
  const interrupted = (): void => void own.stop().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    return await replay({ ...options, system: own, say });
  } finally {
    process.off('SIGINT', interrupted);
    await own.stop();
  }
};

const main = async (): Promise<number> => {
  const { file, mapping: name, limit, address, json, expect, help } = readOptions();
  if (file === undefined) {
    console.log(usage);
    return help ? 0 : 1;
  }
  const mapping = loadMapping(name);
  const figures = await run({ file, mapping, limit }, address);
  console.log(renderReport(figures));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  if (expect === undefined) return 0;
  const share = shareOf(figures.agreement[mapping.expects]);
  if (share !== undefined && share >= expect) return 0;
  console.error(`priority ${mapping.expects}: ${share ?? 'nothing to compare'}, expected at least ${expect}`);
  return 1;
};

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }),
);
