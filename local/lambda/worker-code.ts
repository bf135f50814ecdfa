import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The modules that run inside an execution environment; they import each other and Node only. */
const MODULES = ['worker', 'outbound', 'names', 'virtual-date'];

/**
 * Writes the environments' own code as plain JavaScript and answers where it begins. Each environment is a thread that loads it
 * anew, and loading TypeScript would take it longer than all the rest of its start.
 */
export const writeWorkerCode = (dir: string): URL => {
  mkdirSync(dir, { recursive: true });
  for (const name of MODULES) {
    const script = javaScriptOf(new URL(`./${name}.ts`, import.meta.url));
    writeFileSync(join(dir, `${name}.mjs`), script.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.mjs'"));
  }
  return pathToFileURL(join(dir, 'worker.mjs'));
};

/** A module without its types. */
export const javaScriptOf = (source: URL): string =>
  withoutWarning(() => stripTypeScriptTypes(readFileSync(source, 'utf8')));

/** Node notes at the first use that this function of its own is new; its user can do nothing about that. */
const withoutWarning = <T>(run: () => T): T => {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
};
