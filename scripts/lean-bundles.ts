import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { fontsBeside } from './lean/fonts.ts';
import { hanTablesBeside } from './lean/han-tables.ts';
import { leanNumberingPlans } from './lean/numbering-plans.ts';
import { unusedModules } from './lean/unused-modules.ts';

/**
 * What a function's bundle can do without, decided when it is built (docs/decisions/lean-bundles.md). The sources know nothing of it and
 * run without it.
 */

/** Packages, and what stands in for them: what each can do without is said there. */
export const leanAliases = (root: string): Record<string, string> => ({
  '@aws-sdk/credential-provider-node': `${root}/scripts/lean/environment-credentials.ts`,
  '@aws-sdk/middleware-endpoint-discovery': `${root}/scripts/lean/endpoint-discovery.ts`,
  '@smithy/core/event-streams': `${root}/scripts/lean/event-streams.ts`,
  // The same code for today's engines: without what older ones need to understand classes.
  'libphonenumber-js/min': 'libphonenumber-js/min/es6',
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

/** What every function is built with. */
export const leanPlugins: Plugin[] = [
  readOnUse,
  leanNumberingPlans,
  hanTablesBeside,
  fontsBeside(join(import.meta.dirname, '..')),
  unusedModules,
];
