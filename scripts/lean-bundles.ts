import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { hanTablesBeside } from './lean/han-tables.ts';

/**
 * What a function's bundle can do without, decided when it is built (docs/decisions/lean-bundles.md). The sources know nothing of it and
 * run without it.
 */

/** Stands in for the SDK's chain of credential sources; Lambda puts the role's credentials into the environment. */
const ENVIRONMENT_CREDENTIALS = 'scripts/lean/environment-credentials.ts';

/** All of the SDK's clients take their credentials from here. */
export const leanAliases = (root: string): Record<string, string> => ({
  '@aws-sdk/credential-provider-node': `${root}/${ENVIRONMENT_CREDENTIALS}`,
});

/**
 * Modules of Node with exports that load something big when they are read: `node:http` offers `WebSocket`, and with it all of the fetch
 * implementation. An ES import reads every export at once, `require` only those that are used.
 */
const READ_ON_USE = /^(?:node:)?http$/;

/** Takes the modules in question by `require`. */
const readOnUse: Plugin = {
  name: 'read-on-use',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: READ_ON_USE }, ({ kind }) =>
      kind === 'require-call'
        ? { path: 'node:http', external: true }
        : { path: 'node:http', namespace: 'read-on-use', sideEffects: false },
    );
    onLoad({ filter: /.*/, namespace: 'read-on-use' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

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

/** The numbering plans, less than half of their size, as text that is read much faster than code. */
const leanNumberingPlans: Plugin = {
  name: 'lean-numbering-plans',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]libphonenumber-js[\\/]metadata\.min\.json\.js$/ }, async ({ path }) => {
      const plans = JSON.parse(await readFile(path.slice(0, -'.js'.length), 'utf8')) as NumberingPlans;
      const text = JSON.stringify(JSON.stringify(withoutFormats(plans)));
      return { contents: `export default JSON.parse(${text});`, loader: 'js' };
    });
  },
};

/** What every function is built with. */
export const leanPlugins: Plugin[] = [readOnUse, leanNumberingPlans, hanTablesBeside];
