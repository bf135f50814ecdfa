import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** zod's translation of schemas into JSON Schema: documents are generated before a build, no function answers one. */
const JSON_SCHEMA = /[\\/]zod[\\/]v4[\\/]core[\\/](?:json-schema-processors|to-json-schema)\.js$/;

/** What a client of the SDK reads of its own package: its version, for the name it gives itself. */
const SDK_PACKAGE = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;

/** A module with the same exports, each a function that says what is missing. */
export const refusingModule = (names: readonly string[], missing: string): string =>
  [
    `const refuse = () => { throw new Error(${JSON.stringify(`this bundle was built without ${missing}`)}); };`,
    `export { ${names.map((name) => `refuse as ${name}`).join(', ')} };`,
  ].join('\n');

/** Leaves out of packages what none of our functions calls. */
export const unusedModules: Plugin = {
  name: 'unused-modules',
  setup: ({ onLoad }) => {
    onLoad({ filter: JSON_SCHEMA }, async ({ path }) => {
      const names = Object.keys((await import(pathToFileURL(path).href)) as object);
      return { contents: refusingModule(names, "zod's JSON Schema"), loader: 'js' };
    });
    onLoad({ filter: SDK_PACKAGE }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
