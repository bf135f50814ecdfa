import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** The tables of Chinese characters, as a module of functions and as the file beside them. */
const TABLES = /[\\/]customers[\\/]han\.generated\.ts$/;
const FILE = 'han.json';

/** What functions carry instead: the file is read when the first Chinese name is folded. */
const READER = `import { readFileSync } from 'node:fs';
export const hanTables = () => JSON.parse(readFileSync(new URL('./${FILE}', import.meta.url), 'utf8'));`;

/** Leaves the tables of Chinese characters out of the code of every function that needs them, and puts them beside it as a file. */
export const hanTablesBeside: Plugin = {
  name: 'han-tables-beside',
  setup: ({ initialOptions, onLoad, onEnd }) => {
    initialOptions.metafile = true;
    let source: string | undefined;
    onLoad({ filter: TABLES }, ({ path }) => {
      source = path;
      return { contents: READER, loader: 'js' };
    });
    onEnd(async ({ metafile }) => {
      if (source === undefined || initialOptions.write === false) return;
      const { hanTables } = (await import(pathToFileURL(source).href)) as { hanTables: () => unknown };
      const text = JSON.stringify(hanTables());
      const folders = Object.entries(metafile?.outputs ?? {})
        .filter(([, { inputs }]) => Object.keys(inputs).some((name) => TABLES.test(`/${name}`)))
        .map(([output]) => dirname(join(initialOptions.absWorkingDir ?? process.cwd(), output)));
      await Promise.all([...new Set(folders)].map((folder) => writeFile(join(folder, FILE), text)));
    });
  },
};
