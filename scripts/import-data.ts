import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { orderLines } from './import-data/orders.ts';
import { spoil } from './import-data/spoil.ts';
import { ticketLines } from './import-data/tickets.ts';
import { type Imported, importFile } from './import-data/upload.ts';
import { createClient } from './replay/client.ts';

/** `npm run import-data`: files made of real data, imported, imported again, and imported spoiled; see docs/imports.md. */
const usage = `npm run import-data -- [options]
  --tickets FILE    an event log (default ../shared/data/servicenow-incidents/events.csv.gz)
  --orders FILE     a shop's book (default ../shared/data/uci-online-retail/lines.csv.gz)
  --only KIND       only tickets, or only orders
  --limit N         only the first N cases and orders
  --spoil K         how many rows are spoiled in the third run (default 40)
  --seed N          where the random places begin (default 1)`;

type Job = {
  readonly name: string;
  readonly resource: 'tickets' | 'orders';
  readonly format: 'ndjson' | 'csv';
  readonly lines: readonly string[];
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const told = (name: string, { created, updated, unchanged, failed, seconds, progress }: Imported): string =>
  `${name}: created ${created}, updated ${updated}, unchanged ${unchanged}, failed ${failed}; ` +
  `${progress.done} rows in ${seconds.toFixed(1)} s (${Math.round(progress.done / seconds)} a second)`;

type Client = ReturnType<typeof createClient>;
const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** The three runs of one file. Answers what is not as it should be. */
const prove = async (
  client: Client,
  job: Job,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<string[]> => {
  const { resource, format, lines } = job;
  const asked = { resource, format };
  const first = await importFile(client, asked, textOf(lines));
  say(told(`${job.name}, first run`, first));
  const again = await importFile(client, asked, textOf(lines));
  say(told(`${job.name}, second run`, again));
  const table = format === 'csv';
  const { lines: worse, rows } = spoil(lines, { count, seed, table });
  const spoiled = await importFile(client, asked, textOf(worse));
  say(told(`${job.name}, ${rows.length} rows spoiled`, spoiled));
  // What cannot have happened by the rules of this system is a fault in every run.
  const expected = [...new Set([...first.faultyRows, ...rows])].sort((a, b) => a - b);
  const same = (a: readonly number[], b: readonly number[]): boolean =>
    JSON.stringify(a) === JSON.stringify(b);
  const wrong = [
    ...(again.created + again.updated > 0 ? ['the second run changed something'] : []),
    ...(again.unchanged !== first.created ? ['the second run did not find everything'] : []),
    ...(same(again.faultyRows, first.faultyRows) ? [] : ['the second run refused other rows']),
    ...(same(spoiled.faultyRows, expected) ? [] : ['the file of errors names other rows']),
  ];
  return wrong.map((what) => `${job.name}: ${what}`);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      tickets: { type: 'string', default: '../shared/data/servicenow-incidents/events.csv.gz' },
      orders: { type: 'string', default: '../shared/data/uci-online-retail/lines.csv.gz' },
      limit: { type: 'string' },
      only: { type: 'string' },
      spoil: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !existsSync(values.tickets) || !existsSync(values.orders)) {
    say(usage);
    return values.help ? 0 : 1;
  }
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  const jobs: Job[] = [
    {
      name: 'tickets',
      resource: 'tickets',
      format: 'ndjson',
      lines: await ticketLines(values.tickets, 'servicenow', limit),
    },
    {
      name: 'orders',
      resource: 'orders',
      format: 'csv',
      lines: (await orderLines(values.orders, 'uci-online-retail', limit)).lines,
    },
  ];
  const home = mkdtempSync(join(tmpdir(), 'kefu-import-'));
  const { startStack } = await import('./stack.ts');
  const { stack } = await startStack({
    fresh: true,
    manual: true,
    limits: false,
    quiet: true,
    port: 0,
    home,
  });
  try {
    const client = createClient(stack.address);
    const wrong: string[] = [];
    for (const job of jobs.filter(({ name }) => values.only === undefined || values.only === name))
      wrong.push(...(await prove(client, job, { count: Number(values.spoil), seed: Number(values.seed) })));
    for (const one of wrong) say(one);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await stack.close();
    await rm(home, { recursive: true, force: true });
  }
};

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }),
);
