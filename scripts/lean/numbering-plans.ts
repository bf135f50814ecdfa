import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { putBeside, readingBeside } from './beside.ts';

type NumberingPlans = { readonly countries: Readonly<Record<string, readonly unknown[]>> };

/** Where a country's rules for writing a number prettily lie in the list of its rules; 0 says that there are none. */
const FORMATS = 4;

/** Numbering plans without the rules for writing numbers prettily: we read numbers and keep them in E.164. */
export const withoutFormats = <Plans extends NumberingPlans>(plans: Plans): Plans => ({
  ...plans,
  countries: Object.fromEntries(
    Object.entries(plans.countries).map(([country, rules]) => [
      country,
      rules.map((rule, n) => (n === FORMATS ? 0 : rule)),
    ]),
  ),
});

const PLANS = /[\\/]libphonenumber-js[\\/]metadata\.min\.json\.js$/;
const FILE = 'phones.json';

/** A module whose plans are read, all at once, when the first of their parts is asked for: with the first phone. */
export const readingPlans = (parts: readonly string[]): string => `import { readFileSync } from 'node:fs';
let plans;
const read = () => (plans ??= ${readingBeside(FILE)});
export default { ${parts.map((part) => `get ${part}() { return read().${part}; }`).join(', ')} };`;

/** The numbering plans, less than half of their size, as a file beside every function that reads phones. */
export const leanNumberingPlans: Plugin = {
  name: 'lean-numbering-plans',
  setup: (build) => {
    let plans: NumberingPlans | undefined;
    build.onLoad({ filter: PLANS }, async ({ path }) => {
      plans = withoutFormats(
        JSON.parse(await readFile(path.slice(0, -'.js'.length), 'utf8')) as NumberingPlans,
      );
      return { contents: readingPlans(Object.keys(plans)), loader: 'js' };
    });
    putBeside(build, FILE, PLANS, () => plans && Promise.resolve(JSON.stringify(plans)));
  },
};
