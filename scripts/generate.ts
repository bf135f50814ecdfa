import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { generated } from './generate/all.ts';
import { staleFiles } from './generate/stale.ts';

/** Writes every generated file, or with `--check` says which differ from what the tables give. */

const ROOT = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const made = await generated();
const stale = staleFiles(made, ROOT);
for (const file of stale) {
  console.log(`${check ? 'stale' : 'wrote'} ${file}`);
  if (check) continue;
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  writeFileSync(join(ROOT, file), made.get(file) ?? '');
}
if (check && stale.length > 0) {
  console.error('Run npm run generate and commit what it writes.');
  process.exitCode = 1;
}
