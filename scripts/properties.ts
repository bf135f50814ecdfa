import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * `npm run properties -- --seeds 20 [--first 2]`: every test file with properties, once for each seed. Prints one line a seed and ends
 * with 1 when a property failed for one of them; `PROPERTY_SEED=<seed> npm test -- <file>` repeats it.
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10' }, first: { type: 'string', default: '2' } },
});
const first = Number(values.first);
const files = globSync('test/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('fc.assert'),
);

let failed = 0;
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
    env: { ...process.env, PROPERTY_SEED: String(seed) },
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    failed++;
    process.stdout.write(run.stdout.slice(-6000));
  }
  process.stdout.write(`seed ${seed}: ${run.status === 0 ? 'held' : 'FAILED'}\n`);
}
process.exitCode = failed > 0 ? 1 : 0;
