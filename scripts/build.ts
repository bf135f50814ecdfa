import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuildOptions as BuildSettings } from 'esbuild';
import type { FunctionSpec } from '#infra/functions.ts';
import { leanAliases, leanPlugins } from './lean-bundles.ts';

/**
 * Bundles every Lambda function of the contract's tables into `dist/<bundle>/index.mjs` with one run of esbuild. Source maps lie in
 * `dist/maps`, outside of what is shipped; `dist/meta.json` says what each bundle is made of. Nothing happens when no input changed.
 */

const PROJECT = resolve(import.meta.dirname, '..');
const INPUTS = [
  'functions',
  'shared',
  'events',
  'infra/functions.ts',
  'scripts/build.ts',
  'scripts/lean-bundles.ts',
  'scripts/lean',
  'package-lock.json',
  'docs/generated/openapi.json',
];
const OPENAPI = 'docs/generated/openapi.json';
const OPENAPI_BUNDLE = 'http-meta';

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module';const require=__createRequire(import.meta.url);";

export type BuildStamp = {
  /** Digest of everything that went in. */
  readonly inputs: string;
  /** Digest of everything that came out and is shipped. */
  readonly outputs: string;
  readonly bundles: readonly string[];
};

export type BuildOptions = {
  readonly root?: string;
  readonly specs?: readonly FunctionSpec[];
};

export type BuildResult = { readonly changed: boolean; readonly outDir: string };

/** Brings `dist/` up to date. Throws, and leaves the former `dist/` alone, when an entry is missing or does not compile. */
export const buildFunctions = async ({ root = PROJECT, specs }: BuildOptions = {}): Promise<BuildResult> => {
  const outDir = join(root, 'dist');
  const inputs = fingerprint(root, INPUTS);
  const stamp = readBuildStamp(outDir);
  if (
    stamp?.inputs === inputs &&
    stamp.bundles.every((bundle) => existsSync(join(outDir, bundle, 'index.mjs')))
  ) {
    return { changed: false, outDir };
  }
  const list = specs ?? (await import('#infra/functions.ts')).functionSpecs;
  refuseMissing(root, list);
  const draft = join(root, '.cache', `dist-${randomUUID()}`);
  try {
    await bundle(root, list, draft);
    await copyOpenApi(root, list, draft);
    const bundles = list.map((spec) => spec.bundle);
    const made: BuildStamp = { inputs, outputs: fingerprint(draft, bundles), bundles };
    await writeFile(join(draft, 'build.json'), JSON.stringify(made));
    await replaceFolder(draft, outDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { changed: true, outDir };
};

/** Puts a finished folder in the place of an older one, so that nobody finds half of it; of two processes that do so at once, one wins. */
export const replaceFolder = async (draft: string, target: string): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  for (let tries = 1; ; tries++) {
    await rm(target, { recursive: true, force: true });
    try {
      return await rename(draft, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (tries === REPLACE_TRIES || (code !== 'ENOTEMPTY' && code !== 'EEXIST')) throw error;
    }
  }
};
const REPLACE_TRIES = 5;

/** What the last build left beside its output, or `undefined` when there is none to rely on. */
export const readBuildStamp = (outDir: string): BuildStamp | undefined =>
  readStamp<BuildStamp>(join(outDir, 'build.json'));

/** A small JSON file of ours, or `undefined` where it is not there. */
export const readStamp = <Stamp>(file: string): Stamp | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Stamp) : undefined;

/** SHA-256 over the names and contents of all files at or below the paths; a path that is not there counts as absent. */
export const fingerprint = (root: string, paths: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(root, path)))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

const filesBelow = (path: string): string[] => {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
};

const refuseMissing = (root: string, specs: readonly FunctionSpec[]): void => {
  const missing = specs.filter((spec) => !existsSync(join(root, spec.entry))).map((spec) => spec.entry);
  if (missing.length > 0)
    throw new Error(`the contract's tables name functions that have no file: ${missing.join(', ')}`);
};

/** How everything is bundled, also what the benchmark compares our functions with. */
export const bundleDefaults = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE_BANNER },
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
} satisfies BuildSettings;

const bundle = async (root: string, specs: readonly FunctionSpec[], outDir: string): Promise<void> => {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...bundleDefaults,
    absWorkingDir: root,
    entryPoints: specs.map((spec) => ({ in: spec.entry, out: `${spec.bundle}/index` })),
    outdir: outDir,
    alias: leanAliases(PROJECT),
    plugins: leanPlugins,
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  await mkdir(join(outDir, 'maps'), { recursive: true });
  for (const spec of specs) {
    await rename(join(outDir, spec.bundle, 'index.mjs.map'), join(outDir, 'maps', `${spec.bundle}.mjs.map`));
  }
  await writeFile(join(outDir, 'meta.json'), JSON.stringify(metafile));
};

/** The API's own description is served as it lies there; compressing it at each request would cost more than sending it. */
const copyOpenApi = async (root: string, specs: readonly FunctionSpec[], outDir: string): Promise<void> => {
  if (!specs.some((spec) => spec.bundle === OPENAPI_BUNDLE)) return;
  const source = join(root, OPENAPI);
  if (!existsSync(source)) throw new Error(`${OPENAPI} is missing: npm run generate`);
  const target = join(outDir, OPENAPI_BUNDLE, 'openapi.json.gz');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, gzipSync(readFileSync(source), { level: 9 }));
};

/** Runs a script's work, says how long it took, and ends with one clear sentence where it fails. */
export const reportRun = async (work: () => Promise<string>): Promise<void> => {
  const started = performance.now();
  try {
    const done = await work();
    console.log(`${done} (${((performance.now() - started) / 1000).toFixed(2)} s)`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};
