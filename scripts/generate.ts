import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generated } from './generate/all.ts';

/** Writes every generated file, or with `--check` says which differ from what the tables give. */
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [file, text] of await generated()) {
  let present: string | undefined;
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    present = undefined;
  }
  if (present === text) continue;
  stale.push(file);
  if (!check) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
for (const file of stale) console.log(`${check ? 'stale' : 'wrote'} ${file}`);
if (check && stale.length > 0) {
  console.error('Run npm run generate and commit what it writes.');
  process.exit(1);
}
