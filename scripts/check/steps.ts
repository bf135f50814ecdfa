import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generated } from '../generate/all.ts';
import { staleFiles } from '../generate/stale.ts';
import { readImports } from './import-graph.ts';
import { importBreaches } from './import-rules.ts';
import { missingFromLock, readLock } from './lock.ts';
import { textFindings } from './text-rules.ts';

export type Outcome = { readonly passed: boolean; readonly output: string };
export type Step = { readonly name: string; readonly run: (root: string) => Promise<Outcome> };

const found = (complaints: readonly string[]): Outcome => ({
  passed: complaints.length === 0,
  output: complaints.join('\n'),
});

/** The script behind a package's command, so that it runs with this Node.js on every system. */
const scriptOf = (root: string, name: string, command: string): string => {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${name} has no command ${command}`);
  return join(folder, script);
};

const tool =
  (name: string, command: string, ...parameters: string[]) =>
  (root: string): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [scriptOf(root, name, command), ...parameters], { cwd: root });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({ passed: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() }),
      );
    });

/** Everything that `npm run check` asks, the quick answers first. */
export const steps: readonly Step[] = [
  {
    name: 'words that must not be there',
    run: async (root) => found(textFindings(root).map(({ file, line, why }) => `${file}:${line} ${why}`)),
  },
  {
    name: 'lock of the packages',
    run: async (root) => found(missingFromLock(readLock(root)).map((name) => `the lock lacks ${name}`)),
  },
  {
    name: 'who imports whom',
    run: async (root) => found(importBreaches(readImports(root)).map(({ file, why }) => `${file}: ${why}`)),
  },
  {
    name: 'generated files',
    run: async (root) =>
      found(
        staleFiles(await generated(), root).map(
          (file) => `${file} differs from its tables: npm run generate`,
        ),
      ),
  },
  { name: 'format and lint', run: tool('@biomejs/biome', 'biome', 'check', '--reporter=summary', '.') },
  { name: 'unused code', run: tool('knip', 'knip', '--no-progress', '--no-config-hints') },
  { name: 'types', run: tool('typescript', 'tsc', '-p', 'tsconfig.json') },
  { name: 'types of the infrastructure', run: tool('typescript', 'tsc', '-p', 'infra/tsconfig.json') },
];
