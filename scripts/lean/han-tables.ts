import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { putBeside, readingBeside } from './beside.ts';

/** The tables of Chinese characters, as a module of functions and as the file beside them. */
const TABLES = /[\\/]customers[\\/]han\.generated\.ts$/;
const FILE = 'han.json';

/** What functions carry instead: the file is read when the first Chinese name is folded. */
const READER = `import { readFileSync } from 'node:fs';
export const hanTables = () => ${readingBeside(FILE)};`;

/** Leaves the tables of Chinese characters out of the code of every function that needs them, and puts them beside it as a file. */
export const hanTablesBeside: Plugin = {
  name: 'han-tables-beside',
  setup: (build) => {
    let source: string | undefined;
    build.onLoad({ filter: TABLES }, ({ path }) => {
      source = path;
      return { contents: READER, loader: 'js' };
    });
    const tablesOf = async (path: string): Promise<string> => {
      const { hanTables } = (await import(pathToFileURL(path).href)) as { hanTables: () => unknown };
      return JSON.stringify(hanTables());
    };
    putBeside(build, FILE, TABLES, () => (source === undefined ? undefined : tablesOf(source)));
  },
};
