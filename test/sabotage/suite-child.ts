import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Reporter, startVitest, type TestCase, type TestModule } from 'vitest/node';
import type { Ran, Told } from './outcome.ts';

/** Runs tests of the tree in whose folder it is started, and writes what came of each into a file. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string' }, titles: { type: 'string' } },
});
const { to, titles } = values;
if (to === undefined) throw new Error('where to write is not said');

const ran: Ran[] = [];
const fileOf = ({ moduleId }: TestModule): string => relative(process.cwd(), moduleId).replaceAll('\\', '/');
/** Nothing but what the judge looks at: what an error carries along may go round in circles. */
const bare = ({ name, message, cause }: Told, depth = 0): Told => ({
  ...(name === undefined ? {} : { name }),
  ...(message === undefined ? {} : { message }),
  ...(typeof cause === 'object' && cause !== null && depth < 5 ? { cause: bare(cause, depth + 1) } : {}),
});
const told = (errors: readonly Told[]): Told[] => errors.map((error) => bare(error));

const reporter: Reporter = {
  onTestCaseResult(test: TestCase) {
    const { state, errors = [] } = test.result();
    if (state === 'passed' || state === 'failed')
      ran.push({ file: fileOf(test.module), title: test.fullName, state, errors: told(errors) });
  },
  onTestModuleEnd(module: TestModule) {
    const errors = module.errors();
    if (errors.length > 0)
      ran.push({ file: fileOf(module), title: undefined, state: 'failed', errors: told(errors) });
  },
};

const vitest = await startVitest(positionals, {
  run: true,
  watch: false,
  silent: true,
  reporters: [reporter],
  passWithNoTests: true,
  ...(titles === undefined ? {} : { testNamePattern: titles }),
});
await vitest.close();
writeFileSync(to, JSON.stringify(ran));
process.exit(0);
