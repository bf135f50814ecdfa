import { resolve } from 'node:path';
import { type Outcome, type Step, steps } from './check/steps.ts';

/** Runs every check that needs no running system and says what each found and how long it took. Fails when one does. */

const ROOT = resolve(import.meta.dirname, '..');
type Result = Outcome & { readonly name: string; readonly seconds: number };

const runStep = async ({ name, run }: Step): Promise<Result> => {
  const started = performance.now();
  const outcome = await run(ROOT).catch(
    (error: unknown): Outcome => ({ passed: false, output: String(error) }),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(`${outcome.passed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
  if (!outcome.passed) console.log(`${outcome.output}\n`);
  return { ...outcome, name, seconds };
};

const results: Result[] = [];
for (const step of steps) results.push(await runStep(step));
const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
const total = results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1);
console.log(
  failed.length === 0
    ? `\nAll ${results.length} checks passed in ${total} s.`
    : `\n${failed.length} of ${results.length} checks failed in ${total} s: ${failed.join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
