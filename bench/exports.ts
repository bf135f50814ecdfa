import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { casesOf } from './support/cases.ts';
import type { Asked, Told } from './support/export-child.ts';
import { settled } from './support/settled.ts';
import { type System, startSystem } from './support/system.ts';
import { openTable } from './support/table.ts';
import type { Verdict } from './verdict.ts';

export type Exported = Told & { readonly among: number; readonly what: Asked['what'] };

const CHILD = join(import.meta.dirname, 'support', 'export-child.ts');
const FORMATS = ['bare', 'ndjson', 'csv', 'xlsx'] as const;
/** Promises of docs/exports.md: time as against bare reading, memory as against a tenth of the rows, and at most. */
const TIMES_BARE = 1.5;
const TIMES_MEMORY = 1.2;
const MOST_MB = 256;

/** As little as a function of 512 MB would still do with: whatever is not let go of ends the process. */
const LIMITS = ['--max-old-space-size=96', '--max-semi-space-size=8'];

const run = promisify(execFile);

/** One export of all cases in each of these formats, and their bare reading, among ever more cases; each in a process of its own. */
export const measureExports = async (
  sizes: readonly number[],
  progress: (text: string) => void,
  formats: readonly Asked['what'][] = FORMATS,
): Promise<readonly Exported[]> => {
  const results: Exported[] = [];
  for (const among of sizes) {
    progress(`exports: ${among} cases`);
    const system = await startSystem(casesOf(among));
    try {
      await settled();
      for (const what of formats) {
        progress(`exports: ${what} of ${among}`);
        results.push({ among, what, ...(await inProcess(system, what)) });
      }
    } finally {
      await system.close();
    }
  }
  return results;
};

const inProcess = async (system: System, what: Asked['what']): Promise<Told> => {
  const { name: tableName, keysName, shards, close } = await openTable(system);
  close();
  const asked: Asked = {
    endpoint: system.stack.enginesAddress,
    tableName,
    keysName,
    root: system.stack.secret('kefu-dev-keys'),
    shards,
    now: system.stack.clock.now(),
    what,
  };
  const { stdout } = await run(process.execPath, [...LIMITS, CHILD, JSON.stringify(asked)], {
    maxBuffer: 1024 ** 2,
  });
  return JSON.parse(stdout) as Told;
};

/** The table of docs/exports.md. */
export const exportsTable = (results: readonly Exported[]): string =>
  [
    '| cases | what | rows | seconds | rows a second | memory (MB) | file (MB) |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(
      ({ among, what, rows, ms, rssMb, bytes }) =>
        `| ${among} | ${what === 'bare' ? 'bare reading' : what} | ${rows} | ${(ms / 1000).toFixed(1)} | ${Math.round((rows / ms) * 1000)} | ${rssMb} | ${(bytes / 1024 ** 2).toFixed(1)} |`,
    ),
  ].join('\n');

/** Whether the promises are kept at the largest size. */
export const exportVerdicts = (results: readonly Exported[]): readonly Verdict[] => {
  const largest = Math.max(...results.map(({ among }) => among));
  const at = (among: number, what: Asked['what']): Exported | undefined =>
    results.find((one) => one.among === among && one.what === what);
  const bareMs = at(largest, 'bare')?.ms;
  return FORMATS.filter((what) => what !== 'bare').flatMap((what) => {
    const made = at(largest, what);
    const tenth = at(largest / 10, what);
    if (!made) return [];
    const memory: Verdict = {
      what: `${what}: memory`,
      measured: `${made.rssMb} MB`,
      budget: `≤ ${MOST_MB} MB`,
      isMet: made.rssMb <= MOST_MB,
    };
    if (bareMs === undefined || tenth === undefined) return [memory];
    const ratio = made.ms / bareMs;
    const growth = made.rssMb / tenth.rssMb;
    return [
      {
        what: `${what}: time as against bare reading`,
        measured: ratio.toFixed(2),
        budget: `≤ ${TIMES_BARE}`,
        isMet: ratio <= TIMES_BARE,
      },
      {
        what: `${what}: memory at ten times the rows`,
        measured: growth.toFixed(2),
        budget: `≤ ${TIMES_MEMORY}`,
        isMet: growth <= TIMES_MEMORY,
      },
      memory,
    ];
  });
};
