import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { functionSpecs } from '#infra/functions.ts';
import { buildFunctions, bundleDefaults } from '../scripts/build.ts';
import { percentile, sum } from './support/figures.ts';

const PROJECT = join(import.meta.dirname, '..');

/** The least that a function of ours could be: nothing but the client of its table, bundled without what makes ours lean. */
const BARE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = async () => client.config.apiVersion;`;

export type Bundle = {
  readonly name: string;
  readonly isHttp: boolean;
  /** Minified code, in bytes. */
  readonly bytes: number;
  /** What lies beside the code and is read when it is needed, in bytes. */
  readonly dataBytes: number;
  /** Lower quartile of the time to import it in a fresh process, in ms: whatever else the machine does meanwhile only adds to it. */
  readonly importMs: number;
};
export type Bundles = { readonly bare: Bundle; readonly functions: readonly Bundle[] };

/** Sizes and import times of every function and of the bare one; all are imported in turn, so that a busy moment hits them alike. */
export const measureBundles = async (rounds: number): Promise<Bundles> => {
  const { outDir } = await buildFunctions();
  const work = await mkdtemp(join(tmpdir(), 'kefu-bundles-'));
  try {
    const bareDir = await buildBare(join(work, 'bare'));
    // A copy, so that a build meanwhile does not change what is measured.
    const built = join(work, 'dist');
    await cp(outDir, built, { recursive: true });
    const folders = [
      { name: 'bare handler', isHttp: false, dir: bareDir },
      ...functionSpecs.map(({ id, bundle }) => ({
        name: bundle,
        isHttp: id.startsWith('http/'),
        dir: join(built, bundle),
      })),
    ];
    const times = folders.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [n, { dir }] of folders.entries()) times[n]?.push(await importOnce(join(dir, 'index.mjs')));
    }
    const [bare, ...functions] = await Promise.all(
      folders.map(
        async ({ name, isHttp, dir }, n): Promise<Bundle> => ({
          name,
          isHttp,
          bytes: await bytesIn(dir, '.mjs'),
          dataBytes: await bytesIn(dir, '.json'),
          importMs: percentile(times[n] ?? [], QUARTER),
        }),
      ),
    );
    if (!bare) throw new Error('the bare handler is missing');
    return { bare, functions };
  } finally {
    await rm(work, { recursive: true });
  }
};

const buildBare = async (outdir: string): Promise<string> => {
  await build({
    ...bundleDefaults,
    stdin: { contents: BARE, resolveDir: PROJECT, sourcefile: 'index.ts' },
    outfile: join(outdir, 'index.mjs'),
  });
  return outdir;
};

const QUARTER = 25;

const bytesIn = async (dir: string, ending: '.mjs' | '.json'): Promise<number> => {
  const files = (await readdir(dir)).filter((name) => name.endsWith(ending));
  return sum(await Promise.all(files.map(async (name) => (await stat(join(dir, name))).size)));
};

const run = promisify(execFile);

/** Milliseconds of `import` in a process that has done nothing before. */
const importOnce = async (file: string): Promise<number> => {
  const script = `const began = performance.now();
import(${JSON.stringify(pathToFileURL(file).href)}).then(() => {
  process.stdout.write(String(performance.now() - began));
  process.exit(0);
});`;
  const { stdout } = await run(process.execPath, ['-e', script]);
  return Number(stdout);
};
